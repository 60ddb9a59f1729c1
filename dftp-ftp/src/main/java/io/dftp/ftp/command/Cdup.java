// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import java.util.concurrent.CompletableFuture;

/** CDUP: goes to the directory above (RFC 959 section 4.1.1). */
final class Cdup implements CommandHandler {

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    return Cwd.enter(context, context.state().directory().parent());
  }
}
