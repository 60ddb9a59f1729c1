// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;

/** RNTO: gives the new name for what RNFR named (RFC 959 section 4.1.3). */
final class Rnto implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    FtpPath from =
        context
            .state()
            .renameFrom()
            .orElseThrow(() -> new RefusalException(ReplyCode.BAD_SEQUENCE, "RNFR comes first."));
    return context
        .files()
        .rename(context.real(from), context.locateBelowRoot(argument))
        .thenApply(
            done -> Outcome.reply(context.state(), ReplyCode.FILE_ACTION_DONE, "It is renamed."));
  }
}
