// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.protocol.ListingFormat;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** LIST: lists a directory, or one file, for people to read (RFC 959 section 4.1.3). */
final class ListCommand implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    context.requireDataPath();
    Instant now = context.clock().instant();
    Function<FileInfo, String> format =
        info -> ListingFormat.unix(context.entry(info.name(), info), now);
    return ListingArguments.path(context, argument)
        .thenCompose(path -> Listings.open(context.files(), context.locate(path), format))
        .thenApply(bytes -> Transfers.list(context.state(), bytes));
  }
}
