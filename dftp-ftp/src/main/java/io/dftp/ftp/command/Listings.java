// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.protocol.FtpPath;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Listings of what may be a directory or a file: one look-up in the usual case. */
final class Listings {
  private Listings() {}

  /** Opens a listing: the entries of a directory, or the one line of a file. */
  static CompletableFuture<OutgoingBytes> open(
      FileSystem files, FtpPath path, Function<FileInfo, String> format) {
    return ListingBytes.open(files, path, format)
        .exceptionallyCompose(
            failure ->
                isFile(failure)
                    ? files.stat(path).thenApply(info -> ListingBytes.ofOne(files, info, format))
                    : CompletableFuture.failedFuture(failure));
  }

  /** Returns the first entries of a directory, or the one of a file. */
  static CompletableFuture<DirectoryPage> page(FileSystem files, FtpPath path, int limit) {
    return files
        .list(path, "", limit)
        .exceptionallyCompose(
            failure ->
                isFile(failure)
                    ? files
                        .stat(path)
                        .thenApply(info -> new DirectoryPage(info.id(), List.of(info), true))
                    : CompletableFuture.failedFuture(failure));
  }

  /** Tells whether a page is that of a file: no directory holds itself. */
  static boolean isOfFile(DirectoryPage page) {
    return page.entries().size() == 1 && page.entries().get(0).id().equals(page.directory());
  }

  /** Tells whether a listing failed because its path is a file. */
  static boolean isFile(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof FileError error && error.kind() == FileError.Kind.NOT_A_DIRECTORY;
  }
}
