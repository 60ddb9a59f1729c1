// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.protocol.ListingFormat;
import io.dftp.ftp.protocol.MlstFact;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** MLSD: tells the facts of all entries of a directory (RFC 3659 section 7). */
final class Mlsd implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    context.requireDataPath();
    Set<MlstFact> facts = context.state().facts();
    Function<FileInfo, String> format =
        info -> ListingFormat.machine(context.entry(info.name(), info), facts);
    return ListingBytes.open(context.files(), context.locate(argument), format)
        .exceptionally(
            failure -> {
              // Section 7.2.1: the argument itself is wrong.
              if (Listings.isFile(failure)) {
                throw new RefusalException(ReplyCode.BAD_ARGUMENT, "MLSD lists directories only.");
              }
              throw new CompletionException(failure);
            })
        .thenApply(bytes -> Transfers.list(context.state(), bytes));
  }
}
