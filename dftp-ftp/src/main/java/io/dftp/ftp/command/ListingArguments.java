// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The arguments of LIST, NLST and STAT: real clients put options of {@code ls} before the path. */
final class ListingArguments {
  private ListingArguments() {}

  /**
   * Returns the path behind the options, which are ignored (RFC 1123 section 4.1.2.7). They are an
   * extension, so what exists under the whole argument is the path.
   */
  static CompletableFuture<String> path(CommandContext context, String argument) {
    if (!argument.startsWith("-")) {
      return CompletableFuture.completedFuture(argument);
    }
    return orElse(context, argument, behindOptions(argument))
        .thenCompose(
            path ->
                path.startsWith(" ")
                    ? orElse(context, path, path.stripLeading())
                    : CompletableFuture.completedFuture(path));
  }

  /** One space ends the options, further ones may be part of a name. */
  private static String behindOptions(String argument) {
    int end = 0;
    int word = 0;
    while (argument.startsWith("-", word)) {
      end = argument.indexOf(' ', word) + 1;
      if (end == 0) {
        return "";
      }
      word = end;
      while (argument.startsWith(" ", word)) {
        word++;
      }
    }
    return argument.substring(end);
  }

  /** A listing does no harm: what cannot be looked up now is taken as most clients mean it. */
  private static CompletableFuture<String> orElse(
      CommandContext context, String name, String otherwise) {
    return ExistingName.find(context, name)
        .exceptionally(failure -> Optional.empty())
        .thenApply(found -> found.isPresent() ? name : otherwise);
  }
}
