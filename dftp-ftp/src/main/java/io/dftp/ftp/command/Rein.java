// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;

/** REIN: begins the session anew (RFC 959 section 4.1.1). */
final class Rein implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    if (context.state().isSecure()) {
      // RFC 4217 section 13 would go back to clear, which nobody should be made to.
      throw new RefusalException(ReplyCode.NOT_IMPLEMENTED, "There is no REIN under TLS.");
    }
    return Outcome.reply(SessionState.initial(), ReplyCode.READY, "Ready for a new user.");
  }
}
