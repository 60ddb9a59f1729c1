// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Locale;

/** MODE: only the stream mode exists (RFC 959 section 3.4). */
final class Mode implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    String value = argument.trim().toUpperCase(Locale.ROOT);
    if (value.equals("S")) {
      return Outcome.reply(context.state(), ReplyCode.OK, "Mode is stream.");
    }
    boolean known = value.matches("[BCZ]");
    throw new RefusalException(
        known ? ReplyCode.PARAMETER_NOT_IMPLEMENTED : ReplyCode.BAD_ARGUMENT,
        "Only S is possible.");
  }
}
