// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.util.random.RandomGenerator;

/** Makes passwords that can be read aloud and typed. */
final class Passwords {

  // Without 0 O 1 l I, which look alike: 57 symbols, so 16 of them carry 93 bits.
  private static final String SYMBOLS = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final int LENGTH = 16;

  private Passwords() {}

  /** Returns a new password; {@code random} has to be a secure source. */
  static String generate(RandomGenerator random) {
    StringBuilder password = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      password.append(SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
    }
    return password.toString();
  }
}
