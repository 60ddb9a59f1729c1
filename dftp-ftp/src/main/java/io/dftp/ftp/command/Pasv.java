// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

/** PASV: listens for the next data connection (RFC 959 section 4.1.2). */
final class Pasv implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    EpsvOnly.check(context.state());
    return new Outcome(context.state(), new Action.Listen(false));
  }
}
