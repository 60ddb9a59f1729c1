// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.tls.TlsMode;
import java.util.Locale;

/** PROT: says whether data connections are under TLS (RFC 4217 section 9, RFC 2228 section 3). */
final class Prot implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    if (!context.state().isBufferSizeTold()) {
      throw new RefusalException(
          ReplyCode.BAD_SEQUENCE,
          context.state().isSecure() ? "PBSZ comes first." : "AUTH comes first.");
    }
    return switch (argument.trim().toUpperCase(Locale.ROOT)) {
      case "P" ->
          Outcome.reply(context.state().withDataPrivate(true), ReplyCode.OK, "Data go under TLS.");
      case "C" -> inClear(context);
      case "S", "E" ->
          throw new RefusalException(ReplyCode.PROTECTION_LEVEL_UNKNOWN, "TLS has levels C and P.");
      default ->
          throw new RefusalException(
              ReplyCode.PARAMETER_NOT_IMPLEMENTED, "There is no such level.");
    };
  }

  private static Outcome inClear(CommandContext context) {
    if (context.tls() == TlsMode.REQUIRE) {
      throw new RefusalException(ReplyCode.POLICY_DENIED, "Data move under TLS only here.");
    }
    return Outcome.reply(context.state().withDataPrivate(false), ReplyCode.OK, "Data go in clear.");
  }
}
