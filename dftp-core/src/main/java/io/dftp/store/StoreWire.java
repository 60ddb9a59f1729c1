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

/** The forms in bytes of rows, mutations, their results and deltas. */
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

  static void writeDelta(Delta delta, WireWriter into) {
    writeRows(delta.rows(), into);
    into.i32(delta.dots().size());
    delta.dots().forEach(dot -> dot.write(into));
  }

  static Delta readDelta(WireReader from) throws WireFormatException {
    List<Row> rows = readRows(from);
    int count = from.i32();
    List<Dot> dots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      dots.add(Dot.read(from));
    }
    return new Delta(rows, dots);
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
      default -> throw new WireFormatException("unknown condition " + kind);
    };
  }

  static void writeResult(MutationResult result, WireWriter into) {
    if (result instanceof MutationResult.Applied applied) {
      into.u8(0).i32(applied.copies()).i32(applied.wanted());
    } else if (result instanceof MutationResult.Refused refused) {
      into.u8(1).i32(refused.failed());
      writeRows(refused.current(), into);
    }
  }

  static MutationResult readResult(WireReader from) throws WireFormatException {
    int kind = from.u8();
    return switch (kind) {
      case 0 -> new MutationResult.Applied(from.i32(), from.i32());
      case 1 -> new MutationResult.Refused(from.i32(), readRows(from));
      default -> throw new WireFormatException("unknown result " + kind);
    };
  }
}
