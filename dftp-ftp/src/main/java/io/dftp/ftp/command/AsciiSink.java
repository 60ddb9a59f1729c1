// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.protocol.AsciiDecoder;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Ends lines by LF on their way into a file. */
final class AsciiSink implements FileSink {
  private final FileSink file;
  private final AsciiDecoder decoder = new AsciiDecoder();

  AsciiSink(FileSink file) {
    this.file = file;
  }

  @Override
  public CompletableFuture<Void> write(ByteBuffer bytes) {
    ByteBuffer decoded = decoder.decode(bytes);
    return decoded.hasRemaining() ? file.write(decoded) : CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Receipt> commit() {
    ByteBuffer rest = decoder.finish();
    if (!rest.hasRemaining()) {
      return file.commit();
    }
    return file.write(rest)
        .handle((done, failure) -> failure)
        .thenCompose(
            failure -> {
              if (failure == null) {
                return file.commit();
              }
              return file.abort()
                  .handle((done, ignored) -> null)
                  .thenCompose(done -> CompletableFuture.failedFuture(failure));
            });
  }

  @Override
  public CompletableFuture<Void> abort() {
    return file.abort();
  }
}
