// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.protocol.AsciiEncoder;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The bytes of a file as they are. */
final class FileBytes implements OutgoingBytes {
  private final FileSource source;

  FileBytes(FileSource source) {
    this.source = source;
  }

  @Override
  public CompletableFuture<Optional<ByteBuffer>> next() {
    return source.next();
  }

  @Override
  public void recycle(ByteBuffer chunk) {
    source.recycle(chunk);
  }

  @Override
  public void close() {
    source.close();
  }

  /** The bytes of a file with its lines ended by CR LF. */
  static final class Ascii implements OutgoingBytes {
    private final FileSource source;
    private final AsciiEncoder encoder = new AsciiEncoder();

    Ascii(FileSource source) {
      this.source = source;
    }

    @Override
    public CompletableFuture<Optional<ByteBuffer>> next() {
      return source.next().thenApply(chunk -> chunk.map(this::encode));
    }

    @Override
    public void close() {
      source.close();
    }

    private ByteBuffer encode(ByteBuffer chunk) {
      ByteBuffer encoded = encoder.encode(chunk);
      source.recycle(chunk);
      return encoded;
    }
  }
}
