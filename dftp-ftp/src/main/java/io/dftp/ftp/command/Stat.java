// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ListingFormat;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * STAT: tells how session and transfer are, or lists a path on the control connection (RFC 959
 * section 4.1.3). Without a path it works during a transfer.
 */
final class Stat implements CommandHandler {

  /** The listing is held whole, so it is bounded. */
  private static final int MAX_ENTRIES = 1000;

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    if (argument.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Outcome(context.state(), new Action.ReportStatus()));
    }
    if (context.state().user().isEmpty() || !context.user().canRead()) {
      throw new RefusalException(ReplyCode.NOT_LOGGED_IN, "You may not read here.");
    }
    return ListingArguments.path(context, argument)
        .thenCompose(path -> Listings.page(context.files(), context.locate(path), MAX_ENTRIES))
        .thenApply(page -> Outcome.reply(context.state(), reply(context, page)));
  }

  private static FtpReply reply(CommandContext context, DirectoryPage page) {
    List<String> lines = new ArrayList<>();
    for (FileInfo info : page.entries()) {
      lines.add(ListingFormat.unix(context.entry(info.name(), info), context.clock().instant()));
    }
    String end = page.last() ? "End" : "There is more; use LIST.";
    ReplyCode code = Listings.isOfFile(page) ? ReplyCode.FILE_STATUS : ReplyCode.DIRECTORY_STATUS;
    return FtpReply.of(code, "Status follows:", lines, end);
  }
}
