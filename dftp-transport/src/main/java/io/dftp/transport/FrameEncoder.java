// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** Writes the frames of one connection. Confined to the channel's thread once it is used. */
final class FrameEncoder {

  private final ByteBufAllocator allocator;
  private boolean underTls;

  FrameEncoder(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * From now on what it writes goes through TLS, whose tag covers each byte, and which the JDK
   * reads from the heap.
   */
  void underTls() {
    underTls = true;
  }

  /** Returns how long payloads of blobs are best: under TLS a frame fills one record. */
  int chunkBytes() {
    return underTls
        ? MAX_RECORD_BYTES - Frame.HEADER_BYTES - Frame.TRAILER_BYTES
        : Frame.MAX_PAYLOAD_BYTES;
  }

  ByteBuf encode(FrameType type, int stream, ByteBuffer... parts) {
    return Frame.encode(allocator, !underTls, type, stream, parts);
  }

  /** The longest plaintext of a record of TLS (RFC 8446, 5.1). */
  private static final int MAX_RECORD_BYTES = 1 << 14;
}
