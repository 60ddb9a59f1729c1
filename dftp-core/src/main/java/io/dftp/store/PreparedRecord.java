// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prepared change as it lies on the disk: all but its rows, which lie where they will stay. So a
 * commit writes no value again.
 */
record PreparedRecord(
    OperationId id, long decidedBelow, Verdict verdict, int rows, List<Dot> removes, Term under) {

  private static final int FORMAT = 1;

  static Bytes encode(Change change) {
    WireWriter writer = new WireWriter(LocalStore.MAX_VALUE_BYTES);
    writer.u8(FORMAT);
    change.id().write(writer);
    writer.i64(change.decidedBelow()).bool(change.verdict() == Verdict.APPLIED);
    writer.u16(change.rows().size()).list(change.removes(), Dot::write);
    change.under().write(writer);
    return Bytes.wrap(writer.toBytes());
  }

  static PreparedRecord decode(Bytes stored) {
    try {
      WireReader reader = new WireReader(stored.toBuffer());
      int format = reader.u8();
      if (format != FORMAT) {
        throw new WireFormatException("a prepared change of format " + format);
      }
      return new PreparedRecord(
          OperationId.read(reader),
          reader.i64(),
          reader.bool() ? Verdict.APPLIED : Verdict.VOID,
          reader.u16(),
          reader.list(Mutation.MAX_PARTS, Dot::read),
          Term.read(reader));
    } catch (WireFormatException | IllegalArgumentException malformed) {
      throw new DftpException(
          Outcome.ASK_ELSEWHERE, "unreadable change: " + malformed.getMessage(), malformed);
    }
  }

  /** Returns the change with its rows; null when some of them are not there. */
  @Nullable Change with(Map<Dot, StampedRow> stored) {
    List<Row> found = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      StampedRow row = stored.get(id.dot(i));
      if (row == null) {
        return null;
      }
      found.add(row.row());
    }
    return new Change(id, decidedBelow, verdict, found, removes, under);
  }
}
