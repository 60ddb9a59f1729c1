// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

/** Something that must not be: what was expected, what was found, and the history of the path. */
final class Wrong extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Wrong(String message) {
    super(message);
  }

  /** Throws it unless what was found may be. */
  static void unless(boolean right, Cell cell, String found) {
    if (!right) {
      throw at(cell, found);
    }
  }

  static Wrong at(Cell cell, String found) {
    return new Wrong(
        "expected: " + cell + "\n  found: " + found + "\n  history:\n    " + cell.history());
  }
}
