// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import com.google.common.collect.Lists;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.List;
import java.util.Locale;

/** HELP: lists the commands, or tells how to write one (RFC 959 section 4.1.3). */
final class Help implements CommandHandler.Immediate {

  private static final int VERBS_PER_LINE = 10;

  private final CommandTable table;

  Help(CommandTable table) {
    this.table = table;
  }

  @Override
  public Outcome decide(CommandContext context, String argument) {
    // What follows a verb tells more about it than is known here: HELP SITE CHMOD.
    String verb = argument.trim().split(" ", 2)[0].toUpperCase(Locale.ROOT);
    if (verb.isEmpty()) {
      List<String> lines =
          Lists.partition(table.verbs(), VERBS_PER_LINE).stream()
              .map(verbs -> String.join(" ", verbs))
              .toList();
      return Outcome.reply(
          context.state(), FtpReply.of(ReplyCode.HELP, "These commands work:", lines, "End"));
    }
    if (verb.equals("SITE")) {
      return Outcome.reply(context.state(), ReplyCode.HELP, Site.HELP);
    }
    return Outcome.reply(
        context.state(),
        table
            .syntax(verb)
            .map(syntax -> FtpReply.of(ReplyCode.HELP, "Syntax: " + syntax))
            .orElseGet(() -> FtpReply.of(ReplyCode.BAD_ARGUMENT, "There is no such command.")));
  }
}
