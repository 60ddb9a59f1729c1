// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.HexFormat;

/**
 * A random name of 128 bits, of a host or of a ring, ordered as an unsigned number.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Uid(long high, long low) implements Comparable<Uid> {

  /** The name of nobody. */
  public static final Uid NONE = new Uid(0, 0);

  /** Writes 16 bytes. */
  public void write(WireWriter into) {
    into.i64(high).i64(low);
  }

  /** Reads what {@link #write} wrote. */
  public static Uid read(WireReader from) throws WireFormatException {
    return new Uid(from.i64(), from.i64());
  }

  @Override
  public int compareTo(Uid other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** Returns all 32 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
