// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/** REIN: begins the session anew (RFC 959 section 4.1.1). */
final class Rein implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    return Outcome.reply(SessionState.initial(), ReplyCode.READY, "Ready for a new user.");
  }
}
