// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/** NOOP: does nothing (RFC 959 section 4.1.3); also during a transfer. */
final class Noop implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    return Outcome.reply(context.state(), ReplyCode.OK, "Here.");
  }
}
