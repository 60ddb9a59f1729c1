// SPDX-License-Identifier: Apache-2.0
package io.dftp.id;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A point of the identifier circle: an unsigned number of up to 160 bits.
 *
 * <p>Ordered as an unsigned number. Held in two longs and an int, because a ring of a hundred
 * thousand simulated nodes holds millions of them.
 */
public final class Identifier implements Comparable<Identifier> {

  /** The largest length in bits, that of a SHA-1 hash. */
  public static final int BITS = 160;

  /** The length of the encoded form in bytes. */
  public static final int BYTES = BITS / 8;

  private final long high;
  private final long middle;
  private final int low;

  private Identifier(long high, long middle, int low) {
    this.high = high;
    this.middle = middle;
    this.low = low;
  }

  /** Returns the identifier of a small non-negative number. */
  public static Identifier of(long value) {
    checkArgument(value >= 0, "an identifier is not negative: %s", value);
    return new Identifier(0, value >>> 32, (int) value);
  }

  /** Returns the identifier in 20 bytes, the highest first. */
  public static Identifier ofBytes(byte[] bytes) {
    checkArgument(bytes.length == BYTES, "an identifier has 20 bytes, not %s", bytes.length);
    return read(ByteBuffer.wrap(bytes));
  }

  /** Reads 20 bytes from the buffer and advances it. */
  public static Identifier read(ByteBuffer from) {
    return new Identifier(from.getLong(), from.getLong(), from.getInt());
  }

  /** Returns the identifier of up to 40 hexadecimal digits. */
  public static Identifier ofHex(String hex) {
    checkArgument(hex.length() <= 2 * BYTES, "more than 40 hexadecimal digits: %s", hex);
    return ofBytes(HexFormat.of().parseHex("0".repeat(2 * BYTES - hex.length()) + hex));
  }

  /** Writes 20 bytes into the buffer and advances it. */
  public void write(ByteBuffer into) {
    into.putLong(high).putLong(middle).putInt(low);
  }

  /** Returns the 20 bytes of the encoded form, the highest first. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    write(bytes);
    return bytes.array();
  }

  /** Returns all 40 hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().formatHex(toBytes());
  }

  /**
   * Says whether {@code x} is met strictly between {@code a} and {@code b} when walking up from
   * {@code a} (Zave 2015, section III). So {@code between(x, y, x)} holds for every {@code y} other
   * than {@code x}, and {@code between(x, x, y)} and {@code between(y, x, x)} never do.
   */
  public static boolean between(Identifier a, Identifier x, Identifier b) {
    return a.compareTo(b) < 0
        ? a.compareTo(x) < 0 && x.compareTo(b) < 0
        : a.compareTo(x) < 0 || x.compareTo(b) < 0;
  }

  /**
   * Returns how far it is from one point up to another, as a share of the circle of 160 bits: 0 to
   * less than 1, exact to about 15 digits.
   */
  public static double distance(Identifier from, Identifier to) {
    long ofLow = (to.low & 0xffff_ffffL) - (from.low & 0xffff_ffffL);
    long borrowed = ofLow < 0 ? 1 : 0;
    long ofMiddle = to.middle - from.middle - borrowed;
    boolean borrows =
        Long.compareUnsigned(to.middle, from.middle) < 0
            || (borrowed == 1 && to.middle == from.middle);
    long ofHigh = to.high - from.high - (borrows ? 1 : 0);
    double sum =
        Math.scalb(unsigned(ofHigh), 96)
            + Math.scalb(unsigned(ofMiddle), 32)
            + (ofLow & 0xffff_ffffL);
    return Math.scalb(sum, -BITS);
  }

  private static double unsigned(long bits) {
    return (double) (bits >>> 1) * 2 + (bits & 1);
  }

  /** Returns the sum with {@code 2^exponent} modulo 2<sup>160</sup>. */
  Identifier plusPowerOfTwo(int exponent) {
    long lowSum = (low & 0xffff_ffffL) + (exponent < 32 ? 1L << exponent : 0);
    long carry = lowSum >>> 32;
    long addMiddle = exponent >= 32 && exponent < 96 ? 1L << (exponent - 32) : 0;
    long middleSum = middle + addMiddle + carry;
    boolean overflow =
        Long.compareUnsigned(middleSum, middle) < 0
            || (middleSum == middle && addMiddle + carry != 0);
    long addHigh = exponent >= 96 ? 1L << (exponent - 96) : 0;
    return new Identifier(high + addHigh + (overflow ? 1 : 0), middleSum, (int) lowSum);
  }

  /** Returns the number modulo {@code 2^bits}. */
  Identifier lowBits(int bits) {
    int ofLow = Math.min(bits, 32);
    int ofMiddle = Math.max(0, Math.min(bits - 32, 64));
    int ofHigh = Math.max(0, bits - 96);
    return new Identifier(high & mask(ofHigh), middle & mask(ofMiddle), low & (int) mask(ofLow));
  }

  private static long mask(int bits) {
    return bits == 64 ? -1L : (1L << bits) - 1;
  }

  @Override
  public int compareTo(Identifier other) {
    int order = Long.compareUnsigned(high, other.high);
    if (order == 0) {
      order = Long.compareUnsigned(middle, other.middle);
    }
    return order != 0 ? order : Integer.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identifier that
        && high == that.high
        && middle == that.middle
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high ^ middle) * 31 + low;
  }

  /** Returns the first eight digits of a long identifier, or the whole of a small one. */
  @Override
  public String toString() {
    return high == 0 && middle == 0
        ? Integer.toUnsignedString(low)
        : HexFormat.of().toHexDigits(high).substring(0, 8);
  }
}
