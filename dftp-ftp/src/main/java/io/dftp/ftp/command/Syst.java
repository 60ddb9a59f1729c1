// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/** SYST: names the form of paths and listings (RFC 959 section 4.1.3). */
final class Syst implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    return Outcome.reply(context.state(), ReplyCode.SYSTEM_TYPE, "UNIX Type: L8");
  }
}
