// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * How soon a silent peer is given up.
 *
 * @param pingPeriod how often each peer is asked for a sign of life, jittered by a quarter; the
 *     load is peers / period
 * @param suspectAfter silence after which a peer is routed around; longer than two periods, else
 *     one lost message makes a suspect. A standstill of the own loop as long as this counts as a
 *     pause
 * @param deadAfter silence after which a peer is dead; longer than {@code suspectAfter}. Too small:
 *     a peer in a long garbage collection loses its place. Too large: what it had is unavailable
 * @param refusedDeadAfter silence after which a peer that refuses connections is dead; at most
 *     {@code deadAfter}
 * @param refusalsUntilDead refused probes in a row that this takes, at least 1
 * @param rememberFor how long a dead peer that nobody watches any more is still watched, so that it
 *     is known to be dead where it is met again
 */
public record FailureConfig(
    Duration pingPeriod,
    Duration suspectAfter,
    Duration deadAfter,
    Duration refusedDeadAfter,
    int refusalsUntilDead,
    Duration rememberFor) {

  /** Checks the relations. */
  public FailureConfig {
    checkArgument(!pingPeriod.isNegative() && !pingPeriod.isZero(), "pingPeriod: %s", pingPeriod);
    checkArgument(
        suspectAfter.compareTo(pingPeriod.multipliedBy(2)) > 0,
        "suspectAfter %s must be longer than two periods of %s",
        suspectAfter,
        pingPeriod);
    checkArgument(
        suspectAfter.compareTo(deadAfter) < 0,
        "suspectAfter %s must be shorter than deadAfter %s",
        suspectAfter,
        deadAfter);
    checkArgument(
        refusedDeadAfter.compareTo(deadAfter) <= 0 && !refusedDeadAfter.isNegative(),
        "refusedDeadAfter %s must be at most deadAfter %s",
        refusedDeadAfter,
        deadAfter);
    checkArgument(refusalsUntilDead >= 1, "refusalsUntilDead: %s", refusalsUntilDead);
    checkArgument(!rememberFor.isNegative(), "rememberFor: %s", rememberFor);
  }

  /** Returns times for one network: a killed peer is dead in about 1 s, a silent one in 3 s. */
  public static FailureConfig lan() {
    return new FailureConfig(
        Duration.ofMillis(500),
        Duration.ofMillis(1200),
        Duration.ofMillis(2800),
        Duration.ofMillis(900),
        3,
        Duration.ofSeconds(10));
  }

  /** Returns the times of {@link #lan} for a network in virtual time. */
  public static FailureConfig simulated() {
    return lan();
  }
}
