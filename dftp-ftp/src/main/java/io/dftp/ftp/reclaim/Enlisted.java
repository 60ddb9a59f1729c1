// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.Row;
import java.util.Optional;

/**
 * A host on whose disk there may be something that nobody else has.
 *
 * @param disk the name of the disk
 * @param address where the host was when it enlisted last
 * @param name of the host, for people
 */
public record Enlisted(long disk, NodeAddress address, String name) {

  private static final int VERSION = 1;
  private static final int MAX_NAME_BYTES = 255;

  Bytes encode() {
    WireWriter into = new WireWriter(Row.MAX_VALUE_BYTES);
    into.u8(VERSION).i64(disk).address(address).text(name);
    return Bytes.wrap(into.toBytes());
  }

  static Enlisted decode(Bytes value) {
    try {
      WireReader from = new WireReader(value.toBuffer());
      int version = from.u8();
      if (version != VERSION) {
        throw new WireFormatException("an enlisted host of version " + version);
      }
      return new Enlisted(from.i64(), from.address(), from.text(MAX_NAME_BYTES));
    } catch (WireFormatException malformed) {
      throw new DftpException(
          Outcome.DID_NOT_HAPPEN, "the list of hosts cannot be read", malformed);
    }
  }

  /**
   * Returns nothing for what only a newer version can read; so that it keeps nobody from working.
   */
  static Optional<Enlisted> ifReadable(Bytes value) {
    try {
      return Optional.of(decode(value));
    } catch (DftpException newer) {
      return Optional.empty();
    }
  }

  /** Returns the name, the address, and the name of the disk in 16 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format("%s (%s, disk %016x)", name, address, disk);
  }
}
