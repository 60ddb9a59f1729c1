// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The name of a ring: 128 random bits, drawn by the host that creates it and inherited by those
 * that join. After a partition both halves carry the same one, so that different names prove two
 * rings, but equal names prove nothing.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record RingId(long high, long low) implements Comparable<RingId> {

  /** Draws a new one. */
  static RingId random(RandomGenerator random) {
    return new RingId(random.nextLong(), random.nextLong());
  }

  void write(WireWriter into) {
    into.i64(high).i64(low);
  }

  static RingId read(WireReader from) throws WireFormatException {
    return new RingId(from.i64(), from.i64());
  }

  @Override
  public int compareTo(RingId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** Returns 32 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
