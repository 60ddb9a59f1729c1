// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.util.Locale;

/** How the bytes of a file are represented on a data connection (RFC 959 section 3.1.1). */
public enum TransferType {
  /** Lines ended by CR LF on the wire and by LF in files. The default of every session. */
  ASCII,
  /** The bytes as they are. */
  IMAGE;

  /**
   * Reads the argument of TYPE: {@code A}, {@code A N}, {@code I} or {@code L 8}.
   *
   * @throws RefusalException 504 for other types of RFC 959, 501 for anything else
   */
  public static TransferType ofArgument(String argument) {
    String text = argument.trim().toUpperCase(Locale.ROOT);
    return switch (text) {
      case "A", "A N" -> ASCII;
      case "I", "L 8", "L8" -> IMAGE;
      default -> {
        boolean known = text.matches("E( [NTC])?|A [TC]|L ?[0-9]{1,3}");
        throw new RefusalException(
            known ? ReplyCode.PARAMETER_NOT_IMPLEMENTED : ReplyCode.BAD_ARGUMENT,
            "Types are A, A N, I and L 8.");
      }
    };
  }
}
