// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable sequence of bytes with value semantics, ordered as unsigned bytes. */
public final class Bytes implements Comparable<Bytes> {

  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Wraps the array without copying; nobody may change it afterwards. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array);
  }

  /** Copies the remaining bytes; the buffer keeps its position. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return new Bytes(copy);
  }

  /** Returns the text in UTF-8. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the number of bytes. */
  public int size() {
    return array.length;
  }

  /** Returns the array behind it, which must not be changed. */
  public byte[] array() {
    return array;
  }

  /** Returns a read-only view to read from. */
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** Says whether it begins with all bytes of the prefix. */
  public boolean startsWith(Bytes prefix) {
    return array.length >= prefix.array.length
        && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** Returns the hexadecimal digits of the first sixteen bytes. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(array, 0, Math.min(16, array.length))
        + (array.length > 16 ? "...(" + array.length + ")" : "");
  }
}
