// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;

/**
 * QUIT: ends the session (RFC 959 section 4.1.1). It waits for a running transfer like any command.
 */
final class Quit implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    return new Outcome(
        context.state(), new Action.ReplyAndClose(FtpReply.of(ReplyCode.CLOSING, "Goodbye.")));
  }
}
