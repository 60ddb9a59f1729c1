// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.protocol.TransferType;
import java.util.concurrent.CompletableFuture;

/**
 * SIZE: tells how many bytes a transfer of the file has (RFC 3659 section 4). In TYPE A that would
 * take reading it whole.
 */
final class Size implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    if (context.state().type() == TransferType.ASCII) {
      throw new RefusalException(ReplyCode.FILE_UNAVAILABLE, "The size is known in TYPE I only.");
    }
    return context
        .files()
        .stat(context.locate(argument))
        .thenApply(
            info -> {
              if (info.isDirectory()) {
                throw new FileError(FileError.Kind.IS_A_DIRECTORY, "Is a directory.");
              }
              return Outcome.reply(
                  context.state(), ReplyCode.FILE_STATUS, Long.toString(info.size()));
            });
  }
}
