// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.tls.TlsMode;
import java.util.Locale;
import java.util.Set;

/**
 * AUTH: goes on under TLS (RFC 4217 section 4). What was said before in clear, which anybody may
 * have said, is forgotten.
 */
final class Auth implements CommandHandler.Immediate {

  /** The second is how RFC 4217 drafts called it, and the last what old clients send. */
  private static final Set<String> MECHANISMS = Set.of("TLS", "TLS-C", "SSL");

  @Override
  public Outcome decide(CommandContext context, String argument) {
    if (context.tls() == TlsMode.OFF) {
      throw new RefusalException(ReplyCode.NOT_IMPLEMENTED, "There is no TLS here.");
    }
    if (context.state().isSecure()) {
      throw new RefusalException(ReplyCode.BAD_SEQUENCE, "This is under TLS already.");
    }
    if (!MECHANISMS.contains(argument.trim().toUpperCase(Locale.ROOT))) {
      throw new RefusalException(ReplyCode.PARAMETER_NOT_IMPLEMENTED, "Only TLS is known.");
    }
    return new Outcome(
        SessionState.underTls(),
        new Action.BeginTls(FtpReply.of(ReplyCode.SECURITY_BEGINS, "Begin with TLS.")));
  }
}
