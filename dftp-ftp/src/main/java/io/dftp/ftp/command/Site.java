// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** SITE: commands of this server (RFC 959 section 4.1.3). */
final class Site implements CommandHandler {

  static final String HELP = "SITE commands: HELP, PART <path>";

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    String[] words = argument.stripLeading().split(" ", 2);
    return switch (words[0].strip().toUpperCase(Locale.ROOT)) {
      case "HELP" -> reply(context, ReplyCode.HELP, HELP);
      case "PART" -> part(context, words.length == 2 ? words[1] : "");
      default ->
          reply(context, ReplyCode.PARAMETER_NOT_IMPLEMENTED, "There is no such SITE command.");
    };
  }

  /** Tells where to go on with an upload that broke off, also where a file stands. */
  private static CompletableFuture<Outcome> part(CommandContext context, String path) {
    if (context.state().user().isEmpty()) {
      throw new RefusalException(ReplyCode.NOT_LOGGED_IN, "Please log in with USER and PASS.");
    }
    if (path.isEmpty()) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: SITE PART <path>");
    }
    return OwnPart.find(context, context.locateBelowRoot(path))
        .thenApply(
            bytes ->
                Outcome.reply(
                    context.state(),
                    ReplyCode.FILE_STATUS,
                    Long.toString(
                        bytes.orElseThrow(
                            () ->
                                new FileError(
                                    FileError.Kind.NOT_FOUND,
                                    "Of no upload of yours to that path a part is kept.")))));
  }

  private static CompletableFuture<Outcome> reply(
      CommandContext context, ReplyCode code, String text) {
    return CompletableFuture.completedFuture(Outcome.reply(context.state(), code, text));
  }
}
