// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.time.Duration;

/**
 * How long clients may take; all positive but the delay.
 *
 * @param idle silence on the control connection before it is closed; a running transfer counts as
 *     activity. RFC 1123 section 4.1.3.2 asks for at least five minutes
 * @param login from the connection to the log-in
 * @param dataConnect from the start of a transfer to its data connection
 * @param stall without progress before a transfer is broken off. Progress is counted in chunks of
 *     up to 256 KiB, so a client that takes less than one in this time counts as stalled
 * @param loginDelay before a failed log-in is answered, times the failures of that address, up to
 *     five times; may be zero
 * @param closing for the peer's end of a connection to follow ours, and for an aborted upload to
 *     settle before the client is told; short
 */
public record TimeLimits(
    Duration idle,
    Duration login,
    Duration dataConnect,
    Duration stall,
    Duration loginDelay,
    Duration closing) {

  /** Checks the ranges. */
  public TimeLimits {
    positive(idle, "idle");
    positive(login, "login");
    positive(dataConnect, "dataConnect");
    positive(stall, "stall");
    positive(closing, "closing");
    if (loginDelay.isNegative()) {
      throw new IllegalArgumentException("loginDelay must not be negative: " + loginDelay);
    }
  }

  /** Returns the defaults: ten minutes idle, a minute for a log-in or a stall. */
  public static TimeLimits defaults() {
    return new TimeLimits(
        Duration.ofMinutes(10),
        Duration.ofMinutes(1),
        Duration.ofSeconds(20),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2));
  }

  private static void positive(Duration value, String what) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be positive: " + value);
    }
  }
}
