// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import static com.google.common.base.Preconditions.checkArgument;

/** Reads what a {@link BitWriter} wrote. */
public final class BitReader {

  private byte[] bytes = new byte[0];
  private int length;
  private int next;
  private long pending;
  private int pendingBits;

  /** Creates one over these bytes. */
  public BitReader(byte[] bytes) {
    over(bytes.clone(), bytes.length);
  }

  BitReader() {}

  void over(byte[] newBytes, int newLength) {
    bytes = newBytes;
    length = newLength;
    next = 0;
    pending = 0;
    pendingBits = 0;
  }

  /**
   * Reads a number that was written with the same width.
   *
   * @param width in bits, 1 to 31
   */
  public int get(int width) {
    checkArgument(width >= 1 && width <= 31, "width must be 1..31, not %s", width);
    return (int) getLong(width);
  }

  /**
   * Reads a number that was written with the same width.
   *
   * @param width in bits, 1 to 32
   */
  public long getLong(int width) {
    while (pendingBits < width) {
      checkArgument(next < length, "%s bytes end before the state does", length);
      pending |= (bytes[next++] & 0xFFL) << pendingBits;
      pendingBits += Byte.SIZE;
    }
    long value = pending & ((1L << width) - 1);
    pending >>>= width;
    pendingBits -= width;
    return value;
  }

  /** Reads yes or no. */
  public boolean getBoolean() {
    return get(1) == 1;
  }
}
