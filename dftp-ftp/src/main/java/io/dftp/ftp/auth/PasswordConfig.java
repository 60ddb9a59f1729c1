// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.time.Duration;

/**
 * What checking passwords may cost.
 *
 * @param iterations rounds of PBKDF2-HMAC-SHA512, at least 1. Too few make a stolen hash cheap to
 *     guess; each log-in takes about 1 ms per 1000 of them
 * @param threads how many passwords are hashed at once, at least 1; more than the cores slow the
 *     transfers
 * @param maxWaiting how many log-ins may wait for a thread, at least 1; beyond it they are refused
 * @param remembered how long a password that was right is recognised by a keyed digest instead, for
 *     clients that log in for each file; zero switches that off
 * @param maxRemembered the most digests kept at a time, at least 1
 */
public record PasswordConfig(
    int iterations, int threads, int maxWaiting, Duration remembered, int maxRemembered) {

  /** Checks the ranges. */
  public PasswordConfig {
    atLeastOne(iterations, "iterations");
    atLeastOne(threads, "threads");
    atLeastOne(maxWaiting, "maxWaiting");
    atLeastOne(maxRemembered, "maxRemembered");
    if (remembered.isNegative()) {
      throw new IllegalArgumentException("remembered must not be negative: " + remembered);
    }
  }

  /** Returns the defaults: 210,000 rounds, two threads, digests for five minutes. */
  public static PasswordConfig defaults() {
    return new PasswordConfig(210_000, 2, 256, Duration.ofMinutes(5), 4096);
  }

  private static void atLeastOne(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1: " + value);
    }
  }
}
