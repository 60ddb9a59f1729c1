// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;

/** RNFR: names what to rename (RFC 959 section 4.1.3). */
final class Rnfr implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    return context
        .files()
        .stat(context.locateBelowRoot(argument))
        .thenApply(
            info ->
                Outcome.reply(
                    context.state().withRenameFrom(context.seen(argument)),
                    ReplyCode.PENDING,
                    "RNTO, please."));
  }
}
