// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.DataAddress;

/** PORT: tells where to connect for the next transfer (RFC 959 section 4.1.2). */
final class Port implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    EpsvOnly.check(context.state());
    return ActiveTarget.check(context, DataAddress.ofPort(argument));
  }
}
