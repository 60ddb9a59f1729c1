// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ContentReader;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSource;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads one version of a file of the ring. Any thread may call, one call at a time. */
final class RingSource implements FileSource {

  private final LoopGate gate;
  private final FileInfo info;
  private final ContentReader reader;

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
    return gate.onLoop(FileErrors::ofRead, reader::next);
  }

  @Override
  public void recycle(ByteBuffer chunk) {
    gate.loop().execute(() -> reader.recycle(chunk));
  }

  @Override
  public void close() {
    gate.loop().execute(reader::close);
  }
}
