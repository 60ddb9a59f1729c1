// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

/**
 * How much clients may take.
 *
 * @param maxSessions control connections at a time, at least 1; each takes some KiB when idle
 * @param maxSessionsPerAddress control connections of one client address at a time, at least 1;
 *     below 10 some clients that transfer in parallel fail
 * @param maxLineBytes the longest command line, at least 512; longer ones are answered 500. A path
 *     must fit in
 * @param maxQueuedCommands commands of a session that may wait, at least 1; beyond it the session
 *     is not read, and then an ABOR is not seen either
 * @param transferWindowBytes bytes of a transfer on their way between socket and file system, 512
 *     KiB to 1 GiB; all transfers together hold at most so much times {@code maxSessions}. Too
 *     small makes a transfer wait for each write
 * @param maxLoginFailures failed log-ins on one connection before it is closed, at least 1
 * @param maxLoginFailuresPerAddress failed log-ins of an address within ten minutes before it is
 *     refused for the rest of them, at least 1
 * @param maxUnknownCommands lines in a row that are no commands before a session is closed, at
 *     least 1
 */
public record SessionLimits(
    int maxSessions,
    int maxSessionsPerAddress,
    int maxLineBytes,
    int maxQueuedCommands,
    int transferWindowBytes,
    int maxLoginFailures,
    int maxLoginFailuresPerAddress,
    int maxUnknownCommands) {

  /** A client that transfers in parallel opens some connections before it logs in on the first. */
  private static final int FEWEST_STRANGERS = 10;

  /** Checks the ranges. */
  public SessionLimits {
    atLeast(1, maxSessions, "maxSessions");
    atLeast(1, maxSessionsPerAddress, "maxSessionsPerAddress");
    atLeast(512, maxLineBytes, "maxLineBytes");
    atLeast(1, maxQueuedCommands, "maxQueuedCommands");
    atLeast(512 * 1024, transferWindowBytes, "transferWindowBytes");
    atLeast(1, maxLoginFailures, "maxLoginFailures");
    atLeast(1, maxLoginFailuresPerAddress, "maxLoginFailuresPerAddress");
    atLeast(1, maxUnknownCommands, "maxUnknownCommands");
    if (transferWindowBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "transferWindowBytes is above 1 GiB: " + transferWindowBytes);
    }
  }

  /** Returns the defaults: 1000 sessions, 200 of one address, a window of 2 MiB. */
  public static SessionLimits defaults() {
    return new SessionLimits(1000, 200, 8192, 32, 2 * 1024 * 1024, 3, 30, 50);
  }

  /**
   * Returns how many connections without a log-in there may be at a time. Beyond it the one that
   * has been idle for longest has to go, so that they keep out nobody who logs in.
   */
  int maxStrangers() {
    return Math.max(FEWEST_STRANGERS, maxSessions / 2);
  }

  /** Returns how many of them one client address may have. */
  int maxStrangersPerAddress() {
    return Math.max(FEWEST_STRANGERS, Math.min(maxSessionsPerAddress, maxStrangers() / 2));
  }

  /** Returns the same with at most so many sessions. */
  public SessionLimits withAtMost(int sessions) {
    int fewer = Math.min(maxSessions, sessions);
    return new SessionLimits(
        fewer,
        Math.min(maxSessionsPerAddress, fewer),
        maxLineBytes,
        maxQueuedCommands,
        transferWindowBytes,
        maxLoginFailures,
        maxLoginFailuresPerAddress,
        maxUnknownCommands);
  }

  private static void atLeast(int bound, int value, String what) {
    if (value < bound) {
      throw new IllegalArgumentException(what + " must be at least " + bound + ": " + value);
    }
  }
}
