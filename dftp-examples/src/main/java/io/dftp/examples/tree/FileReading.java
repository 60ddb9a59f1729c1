// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.protocol.FtpPath;
import java.util.concurrent.CompletableFuture;

/** Reads whole files. */
final class FileReading {

  /** A file, and its bytes. */
  record Whole(FileInfo info, String text) {}

  private FileReading() {}

  static CompletableFuture<Whole> whole(FileSystem tree, FtpPath path) {
    return tree.openRead(path, 0)
        .thenCompose(
            source ->
                rest(source, new StringBuilder())
                    .whenComplete((text, failure) -> source.close())
                    .thenApply(text -> new Whole(source.info(), text)));
  }

  private static CompletableFuture<String> rest(FileSource source, StringBuilder read) {
    return source
        .next()
        .thenCompose(
            chunk -> {
              if (chunk.isEmpty()) {
                return CompletableFuture.completedFuture(read.toString());
              }
              read.append(US_ASCII.decode(chunk.get()));
              source.recycle(chunk.get());
              return rest(source, read);
            });
  }
}
