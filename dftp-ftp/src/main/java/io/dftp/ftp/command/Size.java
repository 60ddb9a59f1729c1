// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.protocol.TransferType;
import java.util.concurrent.CompletableFuture;

/**
 * SIZE: tells how many bytes a transfer of the file has (RFC 3659 section 4). In TYPE A that would
 * take reading it whole. Where there is no file, it tells where to go on with an upload of the same
 * user that broke off.
 */
final class Size implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    if (context.state().type() == TransferType.ASCII) {
      throw new RefusalException(ReplyCode.FILE_UNAVAILABLE, "The size is known in TYPE I only.");
    }
    FtpPath path = context.locate(argument);
    return context
        .files()
        .stat(path)
        .thenApply(Size::ofFile)
        .exceptionallyCompose(
            failure ->
                ExistingName.isMissing(failure)
                    ? ofPart(context, path, failure)
                    : CompletableFuture.failedFuture(failure))
        .thenApply(
            bytes -> Outcome.reply(context.state(), ReplyCode.FILE_STATUS, Long.toString(bytes)));
  }

  private static long ofFile(FileInfo info) {
    if (info.isDirectory()) {
      throw new FileError(FileError.Kind.IS_A_DIRECTORY, "Is a directory.");
    }
    return info.size();
  }

  private static CompletableFuture<Long> ofPart(
      CommandContext context, FtpPath path, Throwable missing) {
    return OwnPart.find(context, path)
        .thenCompose(
            bytes ->
                bytes.isPresent()
                    ? CompletableFuture.completedFuture(bytes.getAsLong())
                    : CompletableFuture.failedFuture(missing));
  }
}
