// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;

/** DELE: deletes a file (RFC 959 section 4.1.3). */
final class Dele implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    return context
        .files()
        .deleteFile(context.locateBelowRoot(argument))
        .thenApply(
            done ->
                Outcome.reply(context.state(), ReplyCode.FILE_ACTION_DONE, "The file is deleted."));
  }
}
