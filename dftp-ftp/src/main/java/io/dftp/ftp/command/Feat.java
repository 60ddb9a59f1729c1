// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.MlstFact;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.tls.TlsMode;
import java.util.ArrayList;
import java.util.List;

/** FEAT: lists what works beyond RFC 959 (RFC 2389 section 3). */
final class Feat implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    List<String> features = new ArrayList<>();
    boolean tls = context.tls() != TlsMode.OFF;
    if (tls) {
      features.add("AUTH TLS");
    }
    features.addAll(List.of("EPRT", "EPSV", Lang.FEATURE, "MDTM", "MFF modify;", "MFMT"));
    features.add(MlstFact.feature(context.state().facts()));
    if (tls) {
      features.addAll(List.of("PBSZ", "PROT"));
    }
    features.addAll(List.of("REST STREAM", "SIZE", "TVFS", "UTF8"));
    return Outcome.reply(
        context.state(), FtpReply.of(ReplyCode.SYSTEM_STATUS, "Features:", features, "End"));
  }
}
