// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;

/** RMD: removes an empty directory (RFC 959 section 4.1.3). */
final class Rmd implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    return context
        .files()
        .removeDirectory(context.locateBelowRoot(argument))
        .thenApply(
            done ->
                Outcome.reply(
                    context.state(), ReplyCode.FILE_ACTION_DONE, "The directory is removed."));
  }
}
