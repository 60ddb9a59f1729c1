// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.Row;
import java.util.Optional;

/**
 * The value of a name's row.
 *
 * @param entry what the name stands for
 * @param writer the name of the node that wrote the row; empty if it is not known
 * @param departure where it is on its way to, while it moves
 */
record NameRow(Entry entry, String writer, Optional<Departure> departure) {

  /** The longest name of a node in bytes; it stands in names of files. */
  static final int MAX_WRITER_BYTES = 64;

  private static final int STAYS = 0;
  private static final int LEAVES = 1;

  Bytes encode() {
    WireWriter into = new WireWriter(Row.MAX_VALUE_BYTES);
    entry.write(into);
    into.text(writer).u8(departure.isPresent() ? LEAVES : STAYS);
    departure.ifPresent(leaving -> leaving.write(into));
    return Bytes.wrap(into.toBytes());
  }

  /** Reads a row, also one of before rows said who wrote them. */
  static NameRow decode(Bytes value) {
    try {
      WireReader from = new WireReader(value.toBuffer());
      Entry entry = Entry.read(from);
      if (from.remaining() == 0) {
        return new NameRow(entry, "", Optional.empty());
      }
      String writer = from.text(MAX_WRITER_BYTES);
      boolean leaves = from.u8() == LEAVES;
      return new NameRow(
          entry, writer, leaves ? Optional.of(Departure.read(from)) : Optional.empty());
    } catch (WireFormatException malformed) {
      throw Entry.unreadable(malformed);
    }
  }
}
