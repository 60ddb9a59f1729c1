// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link WireWriter} wrote. Checks every length against what is there before it
 * allocates, so that hostile bytes cost no more than their own size.
 */
public final class WireReader {

  private final ByteBuffer bytes;

  /** Creates a reader of the remaining bytes; the source keeps its position. */
  public WireReader(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  /** Reads one byte, 0 to 255. */
  public int u8() throws WireFormatException {
    return need(1).get() & 0xff;
  }

  /** Reads two bytes, 0 to 65535. */
  public int u16() throws WireFormatException {
    return need(2).getShort() & 0xffff;
  }

  /** Reads four bytes. */
  public int i32() throws WireFormatException {
    return need(4).getInt();
  }

  /** Reads eight bytes. */
  public long i64() throws WireFormatException {
    return need(8).getLong();
  }

  /** Reads a truth value. */
  public boolean bool() throws WireFormatException {
    int value = u8();
    if (value > 1) {
      throw new WireFormatException("a truth value of " + value);
    }
    return value == 1;
  }

  /** Reads so many bytes. */
  public byte[] raw(int length) throws WireFormatException {
    need(length);
    byte[] value = new byte[length];
    bytes.get(value);
    return value;
  }

  /**
   * Reads bytes after their length.
   *
   * @param most the longest that is accepted
   */
  public byte[] bytes(int most) throws WireFormatException {
    int length = i32();
    if (length < 0 || length > most) {
      throw new WireFormatException(
          "a length of " + length + " where at most " + most + " is allowed");
    }
    return raw(length);
  }

  /**
   * Reads a text.
   *
   * @param most the most bytes in UTF-8 that are accepted
   */
  public String text(int most) throws WireFormatException {
    int length = u16();
    if (length > most) {
      throw new WireFormatException(
          "a text of " + length + " bytes where at most " + most + " is allowed");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw(length))).toString();
    } catch (CharacterCodingException malformed) {
      throw new WireFormatException("a text that is not UTF-8");
    }
  }

  /** Reads a host and a port. */
  public NodeAddress address() throws WireFormatException {
    String host = text(255);
    int port = u16();
    if (host.isEmpty() || port == 0) {
      throw new WireFormatException("an address without host or port");
    }
    return new NodeAddress(host, port);
  }

  /**
   * Reads a list.
   *
   * @param most the most elements that are accepted
   */
  public <T> List<T> list(int most, Element<T> element) throws WireFormatException {
    int size = u16();
    if (size > most) {
      throw new WireFormatException("a list of " + size + " where at most " + most + " is allowed");
    }
    List<T> values = new ArrayList<>(Math.min(size, bytes.remaining()));
    for (int i = 0; i < size; i++) {
      values.add(element.decode(this));
    }
    return List.copyOf(values);
  }

  /** Returns the number of bytes not read yet. */
  public int remaining() {
    return bytes.remaining();
  }

  /** Reads all that is left, without copying. */
  public ByteBuffer rest() {
    ByteBuffer rest = bytes.slice();
    bytes.position(bytes.limit());
    return rest;
  }

  /** Reads one element of a list. */
  @FunctionalInterface
  public interface Element<T> {
    /**
     * Reads the element.
     *
     * @throws WireFormatException if the bytes are no such element
     */
    T decode(WireReader from) throws WireFormatException;
  }

  private ByteBuffer need(int length) throws WireFormatException {
    if (length < 0 || bytes.remaining() < length) {
      throw new WireFormatException(
          "the message ends where "
              + length
              + " bytes should follow; "
              + bytes.remaining()
              + " are left");
    }
    return bytes;
  }
}
