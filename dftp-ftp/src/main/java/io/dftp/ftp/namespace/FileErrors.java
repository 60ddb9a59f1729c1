// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.TooManyPiecesException;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.runtime.DftpException;
import io.dftp.store.MapUnknownException;
import io.dftp.store.StoreFullException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that turns failures of the store into those of the file system. What clients read
 * names no host and no class of this program; the log says more.
 */
final class FileErrors {

  private static final Logger log = LoggerFactory.getLogger(FileErrors.class);

  private static final String NO_HOLDER = "No host that holds it can be reached; try again later.";

  private FileErrors() {}

  /** Returns the error of an operation that changes something. */
  static FileError ofChange(Throwable failure) {
    return of(failure, true);
  }

  /** Returns the error of an operation that only reads: it cannot have happened by halves. */
  static FileError ofRead(Throwable failure) {
    return of(failure, false);
  }

  /**
   * Returns the error of bytes that nobody can see yet: without their row they have not happened.
   */
  static FileError ofUnpublished(Throwable failure) {
    return of(failure, false);
  }

  static FileError notFound() {
    return new FileError(Kind.NOT_FOUND, "No such file or directory.");
  }

  private static FileError of(Throwable failure, boolean change) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof FileError known) {
      return known;
    }
    if (cause instanceof StoreFullException) {
      return new FileError(Kind.STORE_FULL, "The store is full.", cause);
    }
    if (cause instanceof TooManyPiecesException) {
      return new FileError(Kind.FAILED, String.valueOf(cause.getMessage()), cause);
    }
    if (cause instanceof MapUnknownException) {
      return new FileError(Kind.NO_HOLDER, NO_HOLDER, cause);
    }
    if (!(cause instanceof DftpException)) {
      log.error("An operation on the tree failed in a way that was not foreseen", cause);
      return new FileError(
          change ? Kind.MAY_HAVE_HAPPENED : Kind.FAILED, "An internal error.", cause);
    }
    log.debug("An operation on the tree failed", cause);
    return switch (DftpException.outcomeOf(cause)) {
      case ASK_ELSEWHERE -> new FileError(Kind.NO_HOLDER, NO_HOLDER, cause);
      case DID_NOT_HAPPEN ->
          new FileError(Kind.FAILED, "It cannot be done now, and has not happened.", cause);
      case MAY_HAVE_HAPPENED ->
          change
              ? new FileError(
                  Kind.MAY_HAVE_HAPPENED, "No answer in time; it may yet happen.", cause)
              : new FileError(Kind.NO_HOLDER, NO_HOLDER, cause);
    };
  }
}
