// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The form of a frame: a header of 16 bytes, a payload of at most 128 KiB, and the CRC32C of the
 * payload.
 *
 * <p>Header, by byte offset: 0 length of the payload (3 bytes), 3 type, 4 flags (2, zero), 6
 * reserved (2, zero), 8 stream (4), 12 CRC32C of bytes 0 to 11. The header has a checksum of its
 * own so that a length is believed only when it is sound.
 *
 * <p>Under TLS the checksum of the payload is zero. Where there is a secret, a tag of 16 bytes
 * follows, under TLS behind the introductions only; see {@link FrameSeal}.
 */
final class Frame {

  static final int HEADER_BYTES = 16;
  static final int TRAILER_BYTES = 4;
  static final int MAX_PAYLOAD_BYTES = 128 * 1024;

  /** Where the checksum stands in the header, which is how many bytes it covers. */
  static final int HEADER_CRC_OFFSET = 12;

  private Frame() {}

  /**
   * Writes a frame whose payload is the remaining bytes of all parts; they keep their positions.
   * The buffer has room for a tag.
   *
   * @param checked whether the payload gets its checksum; TLS covers each byte without it, and
   *     reads from the heap
   */
  static ByteBuf encode(
      ByteBufAllocator allocator,
      boolean checked,
      FrameType type,
      int stream,
      ByteBuffer... parts) {
    int length = 0;
    for (ByteBuffer part : parts) {
      length += part.remaining();
    }
    assert length <= MAX_PAYLOAD_BYTES : length;
    int capacity = HEADER_BYTES + length + TRAILER_BYTES + FrameSeal.TAG_BYTES;
    ByteBuf frame = checked ? allocator.ioBuffer(capacity) : allocator.heapBuffer(capacity);
    frame.writeMedium(length).writeByte(type.code).writeInt(0).writeInt(stream);
    frame.writeInt(checksum(frame, 0, HEADER_CRC_OFFSET));
    for (ByteBuffer part : parts) {
      frame.writeBytes(part.duplicate());
    }
    return frame.writeInt(checked ? checksum(frame, HEADER_BYTES, length) : 0);
  }

  static int checksum(ByteBuf bytes, int index, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.nioBuffer(index, length));
    return (int) checksum.getValue();
  }
}
