// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.Console;
import java.util.Optional;

/** Finds out whether somebody sits in front of this process. */
final class Terminal {

  private Terminal() {}

  /** Returns the terminal that standard input and standard output are, if both are one. */
  // From Java 22 on there is a console without a terminal too, which isTerminal tells.
  @SuppressWarnings("SystemConsoleNull")
  static Optional<Console> console() {
    Console console = System.console();
    if (console == null) {
      return Optional.empty();
    }
    try {
      boolean terminal = (boolean) Console.class.getMethod("isTerminal").invoke(console);
      return terminal ? Optional.of(console) : Optional.empty();
    } catch (ReflectiveOperationException olderJava) {
      return Optional.of(console);
    }
  }
}
