// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;

/** ALLO: announces a size (RFC 959 section 4.1.3). Room is checked while it is written. */
final class Allo implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    if (!argument.trim().matches("[0-9]{1,30}( R [0-9]{1,30})?")) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: ALLO <bytes>");
    }
    return Outcome.reply(context.state(), ReplyCode.SUPERFLUOUS, "Nothing to allocate.");
  }
}
