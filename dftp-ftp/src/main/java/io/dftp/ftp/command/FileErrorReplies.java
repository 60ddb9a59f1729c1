// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.InvalidNameException;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one table from failures to replies; no other place chooses a code for a file error. */
public final class FileErrorReplies {
  private static final Logger log = LoggerFactory.getLogger(FileErrorReplies.class);

  private FileErrorReplies() {}

  /** Returns the reply for a command that failed before any data went. */
  public static FtpReply beforeTransfer(Throwable failure) {
    return reply(failure, ReplyCode.NO_ROOM);
  }

  /** Returns the reply for a transfer that failed after it began. */
  public static FtpReply duringTransfer(Throwable failure) {
    return reply(failure, ReplyCode.ROOM_EXCEEDED);
  }

  private static FtpReply reply(Throwable thrown, ReplyCode storeFull) {
    Throwable failure = thrown;
    while (failure instanceof CompletionException && failure.getCause() != null) {
      failure = failure.getCause();
    }
    if (failure instanceof RefusalException refusal) {
      return refusal.reply();
    }
    if (failure instanceof InvalidNameException invalid) {
      return FtpReply.of(ReplyCode.NAME_NOT_ALLOWED, text(invalid));
    }
    if (failure instanceof FileError error) {
      return FtpReply.of(code(error.kind(), storeFull), text(error));
    }
    log.error("A file operation failed in a way that its port does not allow.", failure);
    return FtpReply.of(ReplyCode.LOCAL_ERROR, "Local error; the log of the server says more.");
  }

  private static ReplyCode code(FileError.Kind kind, ReplyCode storeFull) {
    return switch (kind) {
      case NOT_FOUND, NOT_A_DIRECTORY, IS_A_DIRECTORY, EXISTS, NOT_EMPTY ->
          ReplyCode.FILE_UNAVAILABLE;
      case NAME_NOT_ALLOWED, READ_ONLY -> ReplyCode.NAME_NOT_ALLOWED;
      case BAD_OFFSET -> ReplyCode.BAD_RESTART;
      case NO_HOLDER -> ReplyCode.FILE_BUSY;
      case FAILED, MAY_HAVE_HAPPENED -> ReplyCode.LOCAL_ERROR;
      case STORE_FULL, DIRECTORY_FULL -> storeFull;
      case QUOTA -> ReplyCode.ROOM_EXCEEDED;
    };
  }

  private static String text(RuntimeException error) {
    String message = error.getMessage();
    return message == null ? "Not possible." : message;
  }
}
