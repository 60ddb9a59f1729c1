// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The name of a map or of a content: 128 random bits, never used again after its object is gone.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record ObjectId(long high, long low) implements Comparable<ObjectId> {

  /** The length of the encoded form in bytes. */
  public static final int BYTES = 16;

  /** Draws a new one. */
  public static ObjectId random(RandomGenerator random) {
    return new ObjectId(random.nextLong(), random.nextLong());
  }

  /** Returns the place of a map of this name on the circle. */
  public Identifier key() {
    return KeyHasher.hash(ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array());
  }

  /** Writes 16 bytes. */
  public void write(WireWriter into) {
    into.i64(high).i64(low);
  }

  /** Reads what {@link #write} wrote. */
  public static ObjectId read(WireReader from) throws WireFormatException {
    return new ObjectId(from.i64(), from.i64());
  }

  /** Ordered as an unsigned number. */
  @Override
  public int compareTo(ObjectId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** Returns 32 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
