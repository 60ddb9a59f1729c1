// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.InvalidNameException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Looks whether a whole argument is a name, before an extension reads it in another way. */
final class ExistingName {
  private ExistingName() {}

  /** Returns what the argument names; absent if there certainly is no such file or directory. */
  static CompletableFuture<Optional<FileInfo>> find(CommandContext context, String argument) {
    FtpPath path;
    try {
      path = context.locate(argument);
    } catch (InvalidNameException e) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return context
        .files()
        .stat(path)
        .thenApply(Optional::of)
        .exceptionally(
            failure -> {
              if (isMissing(failure)) {
                return Optional.empty();
              }
              throw new CompletionException(failure);
            });
  }

  /** Says whether a failure means that there certainly is no such file or directory. */
  static boolean isMissing(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof FileError error && error.kind() == FileError.Kind.NOT_FOUND;
  }
}
