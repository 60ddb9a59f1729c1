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
 * @param departure where it is on its way to, while it moves
 */
record NameRow(Entry entry, Optional<Departure> departure) {

  private static final int STAYS = 0;
  private static final int LEAVES = 1;

  static NameRow of(Entry entry) {
    return new NameRow(entry, Optional.empty());
  }

  Bytes encode() {
    WireWriter into = new WireWriter(Row.MAX_VALUE_BYTES);
    entry.write(into);
    into.u8(departure.isPresent() ? LEAVES : STAYS);
    departure.ifPresent(leaving -> leaving.write(into));
    return Bytes.wrap(into.toBytes());
  }

  /** Reads a row, also one that was written before names could say that they move. */
  static NameRow decode(Bytes value) {
    try {
      WireReader from = new WireReader(value.toBuffer());
      Entry entry = Entry.read(from);
      boolean leaves = from.remaining() > 0 && from.u8() == LEAVES;
      return new NameRow(entry, leaves ? Optional.of(Departure.read(from)) : Optional.empty());
    } catch (WireFormatException malformed) {
      throw Entry.unreadable(malformed);
    }
  }
}
