// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.DataAddress;

/** EPRT: tells where to connect for the next transfer, on IPv4 or IPv6 (RFC 2428 section 2). */
final class Eprt implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    EpsvOnly.check(context.state());
    return ActiveTarget.check(context, DataAddress.ofExtendedPort(argument));
  }
}
