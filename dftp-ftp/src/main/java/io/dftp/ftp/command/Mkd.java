// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ListingFormat;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;

/** MKD: makes a directory (RFC 959 section 4.1.3). */
final class Mkd implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    String made = ListingFormat.quoted(context.seen(argument).toString());
    return context
        .files()
        .makeDirectory(context.locate(argument))
        .thenApply(done -> Outcome.reply(context.state(), ReplyCode.PATH, made + " is made."));
  }
}
