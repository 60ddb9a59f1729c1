// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.WireFormatException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a bulk connection: puts granted blobs together. A blob's buffer is
 * allocated with its first piece, so an announcement alone costs nothing. Confined to the channel's
 * thread.
 */
final class BlobAssembler {

  private final Map<Integer, Blob> expected = new LinkedHashMap<>();

  boolean isIdle() {
    return expected.isEmpty();
  }

  void expect(int id, int length) {
    expected.put(id, new Blob(length));
  }

  void forget(int id) {
    expected.remove(id);
  }

  /** Takes the next piece; returns the blob when it is whole. */
  @Nullable ByteBuffer piece(int id, ByteBuf bytes) throws WireFormatException {
    Blob blob = expected.get(id);
    if (blob == null) {
      throw new WireFormatException("a piece of a blob that was not granted");
    }
    int size = bytes.readableBytes();
    if (size > blob.length - blob.filled || (size == 0 && blob.length > 0)) {
      throw new WireFormatException("a piece that does not fit its blob");
    }
    if (blob.content == null) {
      blob.content = new byte[blob.length];
    }
    bytes.getBytes(bytes.readerIndex(), blob.content, blob.filled, size);
    blob.filled += size;
    if (blob.filled < blob.length) {
      return null;
    }
    expected.remove(id);
    return ByteBuffer.wrap(blob.content);
  }

  /** A blob that was granted. */
  private static final class Blob {
    final int length;
    int filled;
    byte @Nullable [] content;

    Blob(int length) {
      this.length = length;
    }
  }
}
