// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.protocol.TransferType;

/** TYPE: chooses how data are represented (RFC 959 section 3.1.1). */
final class Type implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    TransferType type = TransferType.ofArgument(argument);
    return Outcome.reply(context.state().withType(type), ReplyCode.OK, "Type is " + type + ".");
  }
}
