// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.ReplyCode;

/** Verbs of RFC 959 and its extensions that are known and not served, with the reply for each. */
final class RefusedCommands {

  /** Always answers the same. */
  record Refused(ReplyCode code, String text) implements CommandHandler.Immediate {
    @Override
    public Outcome decide(CommandContext context, String argument) {
      return Outcome.reply(context.state(), code, text);
    }
  }

  void addTo(CommandTable table) {
    // RFC 2228 section 3: TLS does without them (RFC 4217).
    refuse(table, ReplyCode.NOT_IMPLEMENTED, "ADAT", "MIC", "CONF", "ENC");
    // Mounting (RFC 959), long addresses (RFC 1639) and the like.
    refuse(table, ReplyCode.NOT_IMPLEMENTED, "SMNT", "LPRT", "LPSV", "SPSV", "PRET");
    refuse(table, ReplyCode.NOT_IMPLEMENTED, "HOST", "MFCT");
  }

  private static void refuse(CommandTable table, ReplyCode code, String... verbs) {
    for (String verb : verbs) {
      table.addRefused(verb, code, verb + " is not implemented.");
    }
  }
}
