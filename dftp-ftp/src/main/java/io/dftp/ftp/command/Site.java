// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/** SITE: commands of this server (RFC 959 section 4.1.3). */
final class Site implements CommandHandler.Immediate {

  static final String HELP = "SITE commands: HELP";

  @Override
  public Outcome decide(CommandContext context, String argument) {
    if (argument.trim().split(" ", 2)[0].equalsIgnoreCase("HELP")) {
      return Outcome.reply(context.state(), ReplyCode.HELP, HELP);
    }
    return Outcome.reply(
        context.state(), ReplyCode.PARAMETER_NOT_IMPLEMENTED, "There is no such SITE command.");
  }
}
