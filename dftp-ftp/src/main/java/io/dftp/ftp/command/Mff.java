// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * MFF: sets facts of a file (draft-somers-ftp-mfxx section 5). The time of the last change is the
 * only one that can be set, so any other is refused before anything is done.
 */
final class Mff implements CommandHandler {

  private static final String MODIFY = "modify=";

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    int end = argument.indexOf("; ");
    if (end < 0 || end + 2 == argument.length()) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Syntax: MFF modify=<time>; <path>");
    }
    String fact = argument.substring(0, end);
    boolean isModify = fact.toLowerCase(Locale.ROOT).startsWith(MODIFY) && fact.indexOf(';') < 0;
    if (!isModify) {
      throw new RefusalException(
          ReplyCode.PARAMETER_NOT_IMPLEMENTED, "The fact that can be set is modify.");
    }
    return Mfmt.set(context, fact.substring(MODIFY.length()), argument.substring(end + 2));
  }
}
