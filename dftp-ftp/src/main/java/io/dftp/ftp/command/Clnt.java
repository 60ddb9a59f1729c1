// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/** CLNT: names the client program; an extension that many clients send. */
final class Clnt implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    return Outcome.reply(context.state(), ReplyCode.OK, "Noted.");
  }
}
