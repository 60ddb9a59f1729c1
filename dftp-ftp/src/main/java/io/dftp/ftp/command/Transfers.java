// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import io.dftp.ftp.protocol.TransferType;
import java.util.concurrent.CompletableFuture;

/** What the transfer commands have in common. */
final class Transfers {
  private Transfers() {}

  /** Sends a listing. */
  static Outcome list(SessionState state, OutgoingBytes bytes) {
    FtpReply opening = FtpReply.of(ReplyCode.OPENING_DATA, "Here comes the listing.");
    return new Outcome(state, new Action.Send(opening, bytes));
  }

  /** Opens a file for an upload and receives it. */
  static CompletableFuture<Outcome> receive(
      CommandContext context, String argument, WriteMode mode) {
    return receive(context, context.locateBelowRoot(argument), mode, "Ready for the data.");
  }

  /** Opens a file for an upload and receives it, after this text. */
  static CompletableFuture<Outcome> receive(
      CommandContext context, FtpPath path, WriteMode mode, String opening) {
    context.requireDataPath();
    checkOffset(context.state());
    return context
        .files()
        .openWrite(path, context.uploader().map(mode::by).orElse(mode))
        .thenApply(sink -> new Outcome(context.state(), receive(context.state(), sink, opening)));
  }

  /** In TYPE A an offset counts bytes that no file has (RFC 3659 section 5.3). */
  static void checkOffset(SessionState state) {
    if (state.type() == TransferType.ASCII && state.restartOffset() > 0) {
      throw new RefusalException(ReplyCode.BAD_RESTART, "Restart works in TYPE I only.");
    }
  }

  private static Action receive(SessionState state, FileSink sink, String opening) {
    boolean ascii = state.type() == TransferType.ASCII;
    return new Action.Receive(
        FtpReply.of(ReplyCode.OPENING_DATA, opening), ascii ? new AsciiSink(sink) : sink);
  }
}
