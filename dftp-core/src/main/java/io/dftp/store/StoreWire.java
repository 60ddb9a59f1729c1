// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The forms in bytes of rows, operations, the answers to them, and changes. */
final class StoreWire {

  /** Longer bodies travel as blobs beside their messages. */
  static final int MAX_INLINE_BYTES = 60 * 1024;

  private static final int MAX_BODY_BYTES = 8 * 1024 * 1024;
  private static final int MAX_PARTS = 65_535;

  private StoreWire() {}

  /** Writes the parts of a body. */
  interface Encoding {
    void write(WireWriter into);
  }

  /** Reads the parts of a body. */
  interface Decoding<T> {
    T read(WireReader from) throws WireFormatException;
  }

  static Bytes encode(Encoding parts) {
    WireWriter writer = new WireWriter(MAX_BODY_BYTES);
    parts.write(writer);
    return Bytes.wrap(writer.toBytes());
  }

  /** Reads the body, or what travelled beside the message if the body is empty. */
  static <T> T decode(Bytes body, ByteBuffer beside, Decoding<T> decoding) {
    try {
      return decoding.read(new WireReader(body.size() > 0 ? body.toBuffer() : beside));
    } catch (WireFormatException | IllegalArgumentException malformed) {
      throw new DftpException(
          Outcome.DID_NOT_HAPPEN, "malformed body: " + malformed.getMessage(), malformed);
    }
  }

  /** Returns what goes into the message: all of a short body, nothing of a long one. */
  static Bytes inline(Bytes body) {
    return body.size() <= MAX_INLINE_BYTES ? body : Bytes.EMPTY;
  }

  /** Returns what travels beside the message: all of a long body, nothing of a short one. */
  static ByteBuffer beside(Bytes body) {
    return body.size() <= MAX_INLINE_BYTES ? Bytes.EMPTY.toBuffer() : body.toBuffer();
  }

  static void writeRow(Row row, WireWriter into) {
    into.text(row.name());
    row.dot().write(into);
    into.bytes(row.value().array());
  }

  static Row readRow(WireReader from) throws WireFormatException {
    String name = from.text(Row.MAX_NAME_BYTES);
    Dot dot = Dot.read(from);
    checkArgument(!name.isEmpty() && dot.counter() >= 1, "a row '%s' with dot %s", name, dot);
    return new Row(name, dot, Bytes.wrap(from.bytes(Row.MAX_VALUE_BYTES)));
  }

  static void writeRows(Collection<Row> rows, WireWriter into) {
    into.i32(rows.size());
    rows.forEach(row -> writeRow(row, into));
  }

  static List<Row> readRows(WireReader from) throws WireFormatException {
    int count = from.i32();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(readRow(from));
    }
    return rows;
  }

  static void writeChanges(Collection<Change> changes, WireWriter into) {
    into.list(changes, StoreWire::writeChange);
  }

  static List<Change> readChanges(WireReader from) throws WireFormatException {
    return from.list(MAX_PARTS, StoreWire::readChange);
  }

  private static void writeChange(Change change, WireWriter into) {
    change.id().write(into);
    into.i64(change.decidedBelow()).bool(change.verdict() == Verdict.APPLIED);
    into.list(change.rows(), StoreWire::writeRow);
    into.list(change.removes(), (dot, to) -> dot.write(to));
    change.under().write(into);
  }

  private static Change readChange(WireReader from) throws WireFormatException {
    return new Change(
        OperationId.read(from),
        from.i64(),
        from.bool() ? Verdict.APPLIED : Verdict.VOID,
        from.list(Mutation.MAX_PARTS, StoreWire::readRow),
        from.list(Mutation.MAX_PARTS, Dot::read),
        Term.read(from));
  }

  static void writeOperation(Operation operation, WireWriter into) {
    operation.id().write(into);
    into.i64(operation.decidedBelow());
    writeMutation(operation.mutation(), into);
  }

  static Operation readOperation(WireReader from) throws WireFormatException {
    return new Operation(OperationId.read(from), from.i64(), readMutation(from));
  }

  static void writeMutation(Mutation mutation, WireWriter into) {
    into.list(mutation.conditions(), StoreWire::writeCondition);
    into.list(mutation.puts(), (put, to) -> to.text(put.name()).bytes(put.value().array()));
    into.list(mutation.removes(), Dot::write);
  }

  static Mutation readMutation(WireReader from) throws WireFormatException {
    return new Mutation(
        from.list(Mutation.MAX_PARTS, StoreWire::readCondition),
        from.list(
            Mutation.MAX_PARTS,
            r ->
                new Mutation.Put(
                    r.text(Row.MAX_NAME_BYTES), Bytes.wrap(r.bytes(Row.MAX_VALUE_BYTES)))),
        from.list(Mutation.MAX_PARTS, Dot::read));
  }

  private static void writeCondition(Mutation.Condition condition, WireWriter into) {
    if (condition instanceof Mutation.Condition.Absent absent) {
      into.u8(0).text(absent.name());
    } else if (condition instanceof Mutation.Condition.Exactly exactly) {
      into.u8(1).text(exactly.name()).list(exactly.dots(), Dot::write);
    } else if (condition instanceof Mutation.Condition.NoneBeginning none) {
      into.u8(2).text(none.prefix());
    } else if (condition instanceof Mutation.Condition.SmallerThan smaller) {
      into.u8(3).i64(smaller.bytes());
    }
  }

  private static Mutation.Condition readCondition(WireReader from) throws WireFormatException {
    int kind = from.u8();
    return switch (kind) {
      case 0 -> new Mutation.Condition.Absent(from.text(Row.MAX_NAME_BYTES));
      case 1 ->
          new Mutation.Condition.Exactly(
              from.text(Row.MAX_NAME_BYTES), from.list(MAX_PARTS, Dot::read));
      case 2 -> new Mutation.Condition.NoneBeginning(from.text(Row.MAX_NAME_BYTES));
      case 3 -> new Mutation.Condition.SmallerThan(from.i64());
      default -> throw new WireFormatException("unknown condition " + kind);
    };
  }

  static void writeAnswer(TryAnswer answer, WireWriter into) {
    if (answer instanceof TryAnswer.Applied applied) {
      into.u8(0).i32(applied.copies()).i32(applied.wanted());
    } else if (answer instanceof TryAnswer.Refused refused) {
      into.u8(1).i32(refused.failed());
      writeRows(refused.current(), into);
    } else if (answer instanceof TryAnswer.Voided) {
      into.u8(2);
    } else if (answer instanceof TryAnswer.Forgotten) {
      into.u8(3);
    } else if (answer instanceof TryAnswer.Elsewhere elsewhere) {
      into.u8(4).bool(elsewhere.owner().isPresent());
      elsewhere.owner().ifPresent(into::address);
    } else if (answer instanceof TryAnswer.NotNow notNow) {
      into.u8(5).bool(notNow.unknown()).text(notNow.why());
    }
  }

  static TryAnswer readAnswer(WireReader from) throws WireFormatException {
    int kind = from.u8();
    return switch (kind) {
      case 0 -> new TryAnswer.Applied(from.i32(), from.i32());
      case 1 -> new TryAnswer.Refused(from.i32(), readRows(from));
      case 2 -> new TryAnswer.Voided();
      case 3 -> new TryAnswer.Forgotten();
      case 4 ->
          new TryAnswer.Elsewhere(from.bool() ? Optional.of(from.address()) : Optional.empty());
      case 5 -> new TryAnswer.NotNow(from.bool(), from.text(MAX_PARTS));
      default -> throw new WireFormatException("unknown answer " + kind);
    };
  }
}
