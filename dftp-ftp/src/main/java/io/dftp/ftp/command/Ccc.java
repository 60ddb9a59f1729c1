// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;

/**
 * CCC: would go back to clear (RFC 4217 section 12.3); refused, for whoever listens waits for it.
 */
final class Ccc implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    throw context.state().isSecure()
        ? new RefusalException(ReplyCode.POLICY_DENIED, "The connection stays under TLS.")
        : new RefusalException(ReplyCode.PROTECTION_DENIED, "The connection is in clear already.");
  }
}
