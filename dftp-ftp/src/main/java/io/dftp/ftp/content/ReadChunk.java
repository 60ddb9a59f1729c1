// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that were read, taken piece by piece. What is not taken may be given up at any time,
 * because others need the memory. Safe for use by several threads.
 */
public final class ReadChunk {

  // Guarded by this.
  private @Nullable ByteBuffer rest;
  private int taken;

  ReadChunk(ByteBuffer bytes) {
    this.rest = bytes;
  }

  /**
   * Returns the next bytes, read-only; none when all are taken, or the rest was given up.
   *
   * @param most so many at most, at least 1
   */
  public synchronized Optional<ByteBuffer> take(int most) {
    ByteBuffer from = rest;
    if (from == null || !from.hasRemaining()) {
      return Optional.empty();
    }
    int count = Math.min(most, from.remaining());
    ByteBuffer piece = from.slice(from.position(), count).asReadOnlyBuffer();
    from.position(from.position() + count);
    taken += count;
    return Optional.of(piece);
  }

  /** Returns how many bytes were taken. */
  synchronized int taken() {
    return taken;
  }

  /** Gives up what is not taken; returns how many bytes were. */
  synchronized int giveUp() {
    rest = null;
    return taken;
  }
}
