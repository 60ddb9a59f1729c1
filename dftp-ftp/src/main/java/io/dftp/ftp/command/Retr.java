// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.protocol.TransferType;
import java.util.concurrent.CompletableFuture;

/** RETR: sends a file (RFC 959 section 4.1.3), from the offset of REST on (RFC 3659 section 5). */
final class Retr implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    context.requireDataPath();
    Transfers.checkOffset(context.state());
    return context
        .files()
        .openRead(context.locate(argument), context.state().restartOffset())
        .thenApply(source -> new Outcome(context.state(), send(context.state(), source)));
  }

  private static Action send(SessionState state, FileSource source) {
    boolean ascii = state.type() == TransferType.ASCII;
    String text =
        ascii
            ? "Opening ASCII data connection."
            : "Opening BINARY data connection (" + source.info().size() + " bytes).";
    return new Action.Send(
        FtpReply.of(ReplyCode.OPENING_DATA, text),
        ascii ? new FileBytes.Ascii(source) : new FileBytes(source));
  }
}
