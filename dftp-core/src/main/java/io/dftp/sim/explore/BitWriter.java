// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/** Packs small numbers into bits, the first written first. */
public final class BitWriter {

  private byte[] bytes = new byte[64];
  private int length;
  private long pending;
  private int pendingBits;

  /** Creates an empty one. */
  public BitWriter() {}

  /**
   * Writes a number.
   *
   * @param value 0 to {@code 2^width - 1}
   * @param width in bits, 1 to 32
   */
  public BitWriter put(long value, int width) {
    if (width < 1 || width > 32 || value >>> width != 0) {
      throw new IllegalArgumentException(value + " does not fit into " + width + " bits");
    }
    pending |= value << pendingBits;
    pendingBits += width;
    while (pendingBits >= Byte.SIZE) {
      append((byte) pending);
      pending >>>= Byte.SIZE;
      pendingBits -= Byte.SIZE;
    }
    return this;
  }

  /** Writes yes or no. */
  public BitWriter put(boolean value) {
    return put(value ? 1 : 0, 1);
  }

  /** Returns what was written, filled up with zeros to a whole number of bytes. */
  public byte[] toBytes() {
    finish();
    return Arrays.copyOf(bytes, length);
  }

  /** Fills the last byte up with zeros. */
  void finish() {
    if (pendingBits > 0) {
      append((byte) pending);
      pending = 0;
      pendingBits = 0;
    }
    checkArgument(length <= PackedStates.LONGEST, "a state of %s bytes is too long", length);
  }

  void clear() {
    length = 0;
    pending = 0;
    pendingBits = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private void append(byte value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = value;
  }
}
