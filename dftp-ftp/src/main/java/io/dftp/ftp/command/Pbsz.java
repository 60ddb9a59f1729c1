// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;

/** PBSZ: names a buffer size, of which TLS has no need (RFC 4217 section 9). */
final class Pbsz implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    if (!context.state().isSecure()) {
      throw new RefusalException(ReplyCode.BAD_SEQUENCE, "AUTH comes first.");
    }
    if (!argument.trim().matches("[0-9]{1,10}")) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: PBSZ 0");
    }
    return Outcome.reply(context.state().withBufferSize(), ReplyCode.OK, "PBSZ=0");
  }
}
