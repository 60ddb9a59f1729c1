// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Locale;

/** STRU: only the file structure exists (RFC 959 section 3.1.2). */
final class Stru implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    String value = argument.trim().toUpperCase(Locale.ROOT);
    if (value.equals("F")) {
      return Outcome.reply(context.state(), ReplyCode.OK, "Structure is file.");
    }
    boolean known = value.matches("[RP]");
    throw new RefusalException(
        known ? ReplyCode.PARAMETER_NOT_IMPLEMENTED : ReplyCode.BAD_ARGUMENT,
        "Only F is possible.");
  }
}
