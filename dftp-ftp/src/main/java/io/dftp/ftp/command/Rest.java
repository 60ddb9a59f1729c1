// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.math.BigInteger;

/**
 * REST: tells where the next transfer begins (RFC 3659 section 5). Whether the file is that long is
 * found out by the transfer.
 */
final class Rest implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    String digits = argument.trim();
    if (!digits.matches("[0-9]{1,30}")) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: REST <offset>");
    }
    // More than 63 bits is beyond the end of any file, as is the largest number.
    long offset = new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    return Outcome.reply(
        context.state().withRestartOffset(offset),
        ReplyCode.PENDING,
        "The next transfer begins at " + offset + ".");
  }
}
