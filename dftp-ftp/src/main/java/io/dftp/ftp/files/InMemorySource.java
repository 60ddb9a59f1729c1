// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Cuts one version of a file into read-only views. */
final class InMemorySource implements FileSource {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final FileInfo info;
  private final ByteBuffer rest;

  InMemorySource(FileInfo info, byte[] content, int offset) {
    this.info = info;
    rest = ByteBuffer.wrap(content, offset, content.length - offset).asReadOnlyBuffer();
  }

  @Override
  public FileInfo info() {
    return info;
  }

  @Override
  public CompletableFuture<Optional<ByteBuffer>> next() {
    if (!rest.hasRemaining()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    int size = Math.min(CHUNK_BYTES, rest.remaining());
    ByteBuffer chunk = rest.slice(rest.position(), size);
    rest.position(rest.position() + size);
    return CompletableFuture.completedFuture(Optional.of(chunk));
  }

  @Override
  public void close() {
    rest.position(rest.limit());
  }
}
