// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.util.Locale;

/**
 * Shows text of others to people: what steers a terminal, ends a line or turns the direction of
 * writing is escaped, so that no name can pass for another line or another name.
 */
public final class Printable {
  private Printable() {}

  /** Returns the text with each such character as a backslash, {@code u} and its number. */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::steers)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (steers(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static boolean steers(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
