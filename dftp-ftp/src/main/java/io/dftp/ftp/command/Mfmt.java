// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpTime;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** MFMT: sets the time of the last change (draft-somers-ftp-mfxx section 3). */
final class Mfmt implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    String[] words = argument.split(" ", 2);
    if (words.length < 2 || words[1].isEmpty()) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: MFMT <time> <path>");
    }
    return set(context, words[0], words[1]);
  }

  static CompletableFuture<Outcome> set(CommandContext context, String time, String path) {
    if (!context.user().canWrite()) {
      throw new RefusalException(ReplyCode.NAME_NOT_ALLOWED, "You may not write here.");
    }
    Instant modified =
        FtpTime.parse(time)
            .orElseThrow(
                () -> new RefusalException(ReplyCode.BAD_ARGUMENT, "There is no such time."));
    return context
        .files()
        .setModified(context.locate(path), modified)
        .thenApply(
            done ->
                Outcome.reply(
                    context.state(),
                    ReplyCode.FILE_STATUS,
                    "Modify=" + FtpTime.format(modified) + "; " + path));
  }
}
