// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Reads a local file in large chunks. Files are replaced by moving another into place, so an open
 * one stays what it was.
 */
final class LocalSource implements FileSource {
  private static final int CHUNK_BYTES = 256 * 1024;

  private final FileInfo info;
  private final FileChannel file;
  private final Executor workers;
  private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  // Handed on from read to read by the futures.
  private volatile long position;

  LocalSource(FileInfo info, FileChannel file, long offset, Executor workers) {
    this.info = info;
    this.file = file;
    this.position = offset;
    this.workers = workers;
  }

  @Override
  public FileInfo info() {
    return info;
  }

  @Override
  public CompletableFuture<Optional<ByteBuffer>> next() {
    return LocalFolder.onWorker(workers, this::read);
  }

  @Override
  public void recycle(ByteBuffer chunk) {
    free.add(chunk);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw LocalErrors.of(e);
    }
  }

  private Optional<ByteBuffer> read() throws IOException {
    ByteBuffer chunk = free.poll();
    if (chunk == null) {
      chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    }
    long from = position;
    int count = file.read(chunk.clear(), from);
    if (count <= 0) {
      return Optional.empty();
    }
    position = from + count;
    return Optional.of(chunk.flip());
  }
}
