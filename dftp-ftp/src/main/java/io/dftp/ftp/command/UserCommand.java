// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/**
 * USER: names who logs in (RFC 959 section 4.1.1); also ends the log-in before. Every name gets the
 * same answer.
 */
final class UserCommand implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    context.requireSecure();
    return Outcome.reply(
        context.state().claiming(argument), ReplyCode.NEED_PASSWORD, "Password, please.");
  }
}
