// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ContentReader;
import io.dftp.ftp.content.ReadChunk;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSource;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads one version of a file of the ring. Any thread may call, one call at a time. */
final class RingSource implements FileSource {

  /** What a connection takes at once, so that a slow one holds no more of a block. */
  private static final int PIECE_BYTES = 128 * 1024;

  private final LoopGate gate;
  private final FileInfo info;
  private final ContentReader reader;

  // Handed on from call to call by the futures.
  private volatile Optional<ReadChunk> chunk = Optional.empty();

  RingSource(LoopGate gate, FileInfo info, ContentReader reader) {
    this.gate = gate;
    this.info = info;
    this.reader = reader;
  }

  @Override
  public FileInfo info() {
    return info;
  }

  @Override
  public CompletableFuture<Optional<ByteBuffer>> next() {
    Optional<ByteBuffer> piece = takeFrom(chunk);
    return piece.isPresent()
        ? CompletableFuture.completedFuture(piece)
        : gate.onLoop(FileErrors::ofRead, () -> reader.next().thenApply(this::begin));
  }

  private Optional<ByteBuffer> begin(Optional<ReadChunk> next) {
    chunk = next;
    return takeFrom(next);
  }

  private static Optional<ByteBuffer> takeFrom(Optional<ReadChunk> from) {
    return from.flatMap(bytes -> bytes.take(PIECE_BYTES));
  }

  @Override
  public void close() {
    gate.loop().execute(reader::close);
  }
}
