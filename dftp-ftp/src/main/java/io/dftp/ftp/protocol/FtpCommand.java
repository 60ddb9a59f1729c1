// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.util.Locale;

/**
 * One command as the client sent it (RFC 959 section 5.3).
 *
 * @param verb the first word in upper case
 * @param argument all behind the first space, unchanged: spaces belong to names; empty if there is
 *     none
 */
public record FtpCommand(String verb, String argument) implements ControlInput {

  /** Splits a line, which comes without its end, at the first space. */
  public static FtpCommand ofLine(String line) {
    int space = line.indexOf(' ');
    String verb = space < 0 ? line : line.substring(0, space);
    return new FtpCommand(
        verb.toUpperCase(Locale.ROOT), space < 0 ? "" : line.substring(space + 1));
  }

  /** Returns the line for logs: secrets are masked, control characters escaped. */
  @Override
  public String toString() {
    boolean secret = verb.equals("PASS") || verb.equals("ACCT");
    String line = argument.isEmpty() ? verb : verb + " " + (secret ? "***" : argument);
    return Printable.of(line);
  }
}
