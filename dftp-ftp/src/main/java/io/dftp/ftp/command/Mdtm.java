// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.protocol.FtpTime;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MDTM: tells the time of the last change (RFC 3659 section 3). With a time before the path it sets
 * it, an extension of many servers: only where the whole argument is not itself the name of
 * something.
 */
final class Mdtm implements CommandHandler {

  private static final Pattern TIME_AND_PATH =
      Pattern.compile("([+-]?[0-9]{14,}(?:\\.[0-9]*)?) (.+)", Pattern.DOTALL);

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    Matcher both = TIME_AND_PATH.matcher(argument);
    if (both.matches()) {
      return ExistingName.find(context, argument)
          .thenCompose(
              found ->
                  found
                      .map(info -> CompletableFuture.completedFuture(time(context, info)))
                      .orElseGet(() -> Mfmt.set(context, both.group(1), both.group(2))));
    }
    return context.files().stat(context.locate(argument)).thenApply(info -> time(context, info));
  }

  private static Outcome time(CommandContext context, FileInfo info) {
    return Outcome.reply(context.state(), ReplyCode.FILE_STATUS, FtpTime.format(info.modified()));
  }
}
