// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Writes numbers, texts and lists in network byte order into a buffer that grows up to a limit. */
public final class WireWriter {

  private final int limit;
  private ByteBuffer bytes;

  /**
   * Creates an empty writer.
   *
   * @param limit the most bytes it takes; one more throws {@link BufferOverflowException}
   */
  public WireWriter(int limit) {
    this.limit = limit;
    this.bytes = ByteBuffer.allocate(Math.min(limit, 256));
  }

  /** Writes one byte, 0 to 255. */
  public WireWriter u8(int value) {
    room(1).put((byte) value);
    return this;
  }

  /** Writes two bytes, 0 to 65535. */
  public WireWriter u16(int value) {
    room(2).putShort((short) value);
    return this;
  }

  /** Writes four bytes. */
  public WireWriter i32(int value) {
    room(4).putInt(value);
    return this;
  }

  /** Writes eight bytes. */
  public WireWriter i64(long value) {
    room(8).putLong(value);
    return this;
  }

  /** Writes a truth value as one byte. */
  public WireWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  /** Writes the bytes without their length. */
  public WireWriter raw(byte[] value) {
    room(value.length).put(value);
    return this;
  }

  /** Writes the remaining bytes without their length, and leaves the source as it is. */
  public WireWriter raw(ByteBuffer value) {
    room(value.remaining()).put(value.duplicate());
    return this;
  }

  /** Writes the bytes after their length in four bytes. */
  public WireWriter bytes(byte[] value) {
    return i32(value.length).raw(value);
  }

  /** Writes the text in UTF-8 after its length in two bytes. */
  public WireWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    checkArgument(utf8.length <= 0xffff, "a text of %s bytes is too long", utf8.length);
    return u16(utf8.length).raw(utf8);
  }

  /** Writes the host and the port. */
  public WireWriter address(NodeAddress value) {
    return text(value.host()).u16(value.port());
  }

  /** Writes the number of elements in two bytes, then each of them. */
  public <T> WireWriter list(Collection<T> values, BiConsumer<T, WireWriter> element) {
    checkArgument(values.size() <= 0xffff, "a list of %s elements is too long", values.size());
    u16(values.size());
    values.forEach(value -> element.accept(value, this));
    return this;
  }

  /** Returns the number of bytes written. */
  public int size() {
    return bytes.position();
  }

  /** Returns what was written, as a buffer to read from. */
  public ByteBuffer toBuffer() {
    return bytes.duplicate().flip().slice();
  }

  /** Returns a copy of what was written. */
  public byte[] toBytes() {
    byte[] copy = new byte[size()];
    toBuffer().get(copy);
    return copy;
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int needed = bytes.position() + more;
      if (needed > limit || needed < 0) {
        throw new BufferOverflowException();
      }
      ByteBuffer larger =
          ByteBuffer.allocate(Math.min(limit, Math.max(needed, 2 * bytes.capacity())));
      larger.put(bytes.flip());
      bytes = larger;
    }
    return bytes;
  }
}
