// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ListingFormat;
import io.dftp.ftp.protocol.ReplyCode;

/** PWD: tells the current directory (RFC 959 section 4.1.3). */
final class Pwd implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    String path = context.state().directory().toString();
    return Outcome.reply(
        context.state(), ReplyCode.PATH, ListingFormat.quoted(path) + " is the current directory.");
  }
}
