// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import java.util.concurrent.CompletableFuture;

/**
 * NLST: lists names that can be given to RETR as they are (RFC 959 section 4.1.3, RFC 1123 section
 * 4.1.2.7).
 */
final class Nlst implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    context.requireDataPath();
    return ListingArguments.path(context, argument)
        .thenCompose(given -> open(context, given))
        .thenApply(bytes -> Transfers.list(context.state(), bytes));
  }

  private static CompletableFuture<OutgoingBytes> open(CommandContext context, String given) {
    String prefix = given.isEmpty() || given.endsWith("/") ? given : given + "/";
    return ListingBytes.open(context.files(), context.locate(given), info -> prefix + info.name())
        .exceptionallyCompose(
            failure ->
                Listings.isFile(failure)
                    ? context
                        .files()
                        .stat(context.locate(given))
                        .thenApply(info -> ListingBytes.ofOne(context.files(), info, i -> given))
                    : CompletableFuture.failedFuture(failure));
  }
}
