// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;

/** CWD: goes to a directory (RFC 959 section 4.1.1). */
final class Cwd implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    return enter(context, context.seen(argument));
  }

  static CompletableFuture<Outcome> enter(CommandContext context, FtpPath target) {
    return context
        .files()
        .stat(context.real(target))
        .thenApply(
            info -> {
              if (!info.isDirectory()) {
                throw new FileError(FileError.Kind.NOT_A_DIRECTORY, "Not a directory.");
              }
              return Outcome.reply(
                  context.state().in(target),
                  ReplyCode.FILE_ACTION_DONE,
                  "The directory is now " + target + ".");
            });
  }
}
