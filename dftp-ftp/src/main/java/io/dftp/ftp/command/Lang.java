// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Locale;

/** LANG: chooses the language of replies, which is English (RFC 2640 section 4). */
final class Lang implements CommandHandler.Immediate {

  static final String FEATURE = "LANG EN*";

  @Override
  public Outcome decide(CommandContext context, String argument) {
    String tag = argument.trim().toLowerCase(Locale.ROOT);
    if (!tag.matches("([a-z]{1,8}(-[a-z0-9]{1,8})*)?")) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: LANG [language]");
    }
    if (!tag.isEmpty() && !tag.equals("en") && !tag.startsWith("en-")) {
      throw new RefusalException(
          ReplyCode.PARAMETER_NOT_IMPLEMENTED, "Replies are in English only.");
    }
    return Outcome.reply(context.state(), ReplyCode.OK, "Replies are in English.");
  }
}
