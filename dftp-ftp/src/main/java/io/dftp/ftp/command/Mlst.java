// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ListingEntry;
import io.dftp.ftp.protocol.ListingFormat;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * MLST: tells the facts of one file or directory, on the control connection (RFC 3659 section 7).
 */
final class Mlst implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    FtpPath path = context.seen(argument);
    return context
        .files()
        .stat(context.real(path))
        .thenApply(
            info -> {
              ListingEntry entry = context.entry(path.toString(), info);
              String line = ListingFormat.machine(entry, context.state().facts());
              return Outcome.reply(
                  context.state(),
                  FtpReply.of(ReplyCode.FILE_ACTION_DONE, "Listing " + path, List.of(line), "End"));
            });
  }
}
