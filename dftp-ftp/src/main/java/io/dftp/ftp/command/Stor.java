// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.WriteMode;
import java.util.concurrent.CompletableFuture;

/**
 * STOR: stores a file (RFC 959 section 4.1.3); after REST it goes on with the part of a broken
 * upload that ends there, or overwrites from the offset on (RFC 3659 section 5).
 */
final class Stor implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    long offset = context.state().restartOffset();
    WriteMode mode = offset == 0 ? WriteMode.replace() : WriteMode.overwriteFrom(offset);
    return Transfers.receive(context, argument, mode);
  }
}
