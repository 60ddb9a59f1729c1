// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import java.util.concurrent.CompletableFuture;

/**
 * Does one command.
 *
 * <p>May throw or fail with {@link io.dftp.ftp.protocol.RefusalException}, {@link
 * io.dftp.ftp.protocol.InvalidNameException} or {@link io.dftp.ftp.files.FileError}, which the
 * table turns into the reply. Never blocks.
 */
@FunctionalInterface
interface CommandHandler {

  /**
   * Decides what a command does.
   *
   * @param argument all behind the verb, unchanged
   */
  CompletableFuture<Outcome> handle(CommandContext context, String argument);

  /** A command that needs to wait for nothing. */
  interface Immediate extends CommandHandler {

    /** Decides what a command does. */
    Outcome decide(CommandContext context, String argument);

    @Override
    default CompletableFuture<Outcome> handle(CommandContext context, String argument) {
      return CompletableFuture.completedFuture(decide(context, argument));
    }
  }
}
