// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.net.Inet4Address;
import java.util.Locale;

/** EPSV: listens for the next data connection on IPv4 or IPv6 (RFC 2428 section 3). */
final class Epsv implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    String value = argument.trim().toUpperCase(Locale.ROOT);
    if (value.equals("ALL")) {
      return Outcome.reply(
          context.state().withExtendedPassiveOnly(), ReplyCode.OK, "Only EPSV from now on.");
    }
    String own = context.local() instanceof Inet4Address ? "1" : "2";
    if (!value.isEmpty() && !value.equals(own)) {
      if (!value.matches("[0-9]{1,5}")) {
        throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: EPSV [protocol|ALL]");
      }
      throw new RefusalException(
          ReplyCode.BAD_NETWORK_PROTOCOL, "Network protocol not supported, use (" + own + ")");
    }
    return new Outcome(context.state(), new Action.Listen(true));
  }
}
