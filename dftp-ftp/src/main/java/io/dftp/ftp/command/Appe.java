// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.concurrent.CompletableFuture;

/**
 * APPE: adds to a file, goes on with the part of a broken upload where there is no file, or makes
 * one (RFC 959 section 4.1.3). An offset of REST would contradict it.
 */
final class Appe implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    if (context.state().restartOffset() > 0) {
      throw new RefusalException(
          ReplyCode.BAD_ARGUMENT, "APPE begins at the end; REST does not fit.");
    }
    return Transfers.receive(context, argument, WriteMode.append());
  }
}
