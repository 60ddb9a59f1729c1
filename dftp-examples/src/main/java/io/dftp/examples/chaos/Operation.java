// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.Locale;

/** What clients do; the weights say how often. */
enum Operation {
  STORE(26),
  APPEND(8),
  DELETE(8),
  RENAME(8),
  MOVE(10),
  MAKE(4),
  REMOVE(4),
  READ(22),
  LIST(10),
  /** Two clients move one file, or make one directory, at the same time. */
  CONTEST(0);

  private final int weight;

  Operation(int weight) {
    this.weight = weight;
  }

  int weight() {
    return weight;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
