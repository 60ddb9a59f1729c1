// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

/** ABOR: breaks off the running transfer (RFC 959 section 4.1.3). */
final class Abor implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    return new Outcome(context.state(), new Action.Abort());
  }
}
