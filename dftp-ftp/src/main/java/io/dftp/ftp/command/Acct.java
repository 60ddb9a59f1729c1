// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/** ACCT: names an account, which nothing here needs (RFC 959 section 4.1.1). */
final class Acct implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    return Outcome.reply(context.state(), ReplyCode.SUPERFLUOUS, "No account is needed.");
  }
}
