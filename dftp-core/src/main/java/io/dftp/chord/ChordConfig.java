// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * How a position keeps its place and looks up keys.
 *
 * <p>The length {@code r} of the successor lists and the number {@code p} of positions a host
 * belong together, because one failure takes all positions of a host. The proof's assumptions hold
 * for such failures if they are asked of the host as a whole; asked of each position alone they do
 * not suffice (explored: {@code dftp check ring --positions 2}). A full list of {@code r} different
 * positions survives {@code f} hosts that fail before the ring is repaired, whichever they are, if
 * {@code r >= f * p + 1}; and {@code r + 1} principals have to be left, so that at least {@code f +
 * (r + 1) / p} hosts (rounded up) are needed. The default, {@code r = 8} with one position, bears
 * seven at once; with 2 positions it bears three, with 4 one, and with 8 or more none for certain.
 * Who raises the positions to spread load more evenly should raise {@code r} to {@code 3 * p + 1}
 * or more.
 *
 * @param successors entries of a successor list, Zave's {@code r}, 1 to {@link #MAX_SUCCESSORS}.
 *     The ring stays whole while fewer than so many neighbours fail at once; larger than the number
 *     of replicas, else a holder does not know all others
 * @param stabilizePeriod between two rounds of a settled ring, jittered by a quarter; after a
 *     change rounds follow at once. Bounds how long an unnoticed change stays unnoticed
 * @param requestTimeout for an answer to the protocol's own queries; at least the slowest round
 *     trip and one repetition, else slow peers stall the protocol
 * @param fingerPeriod between two repairs of a finger; only the speed of lookups depends on it
 * @param remembered hosts of former neighbours that a position asks, one after the other, once all
 *     that it knew are dead, 0 to {@link #MAX_REMEMBERED}; 0 where somebody else brings parted
 *     rings together, as {@code ClusterNode} does
 * @param lookup how keys are looked up; its {@code hopTimeout} is at most {@code requestTimeout}
 */
public record ChordConfig(
    int successors,
    Duration stabilizePeriod,
    Duration requestTimeout,
    Duration fingerPeriod,
    int remembered,
    LookupConfig lookup) {

  /** The longest successor list. */
  public static final int MAX_SUCCESSORS = 64;

  /** The most hosts that a position remembers. */
  public static final int MAX_REMEMBERED = 1024;

  /** Checks the ranges and relations. */
  public ChordConfig {
    checkArgument(
        successors >= 1 && successors <= MAX_SUCCESSORS,
        "successors must be 1..%s, not %s",
        MAX_SUCCESSORS,
        successors);
    checkArgument(isPositive(stabilizePeriod), "stabilizePeriod: %s", stabilizePeriod);
    checkArgument(isPositive(fingerPeriod), "fingerPeriod: %s", fingerPeriod);
    checkArgument(
        lookup.hopTimeout().compareTo(requestTimeout) <= 0,
        "hopTimeout %s must be at most requestTimeout %s",
        lookup.hopTimeout(),
        requestTimeout);
    checkArgument(
        remembered >= 0 && remembered <= MAX_REMEMBERED,
        "remembered must be 0..%s, not %s",
        MAX_REMEMBERED,
        remembered);
  }

  /** Returns values for hosts of one network: small rings settle in one to two seconds. */
  public static ChordConfig lan() {
    return new ChordConfig(
        8,
        Duration.ofMillis(500),
        Duration.ofMillis(1500),
        Duration.ofMillis(1000),
        32,
        LookupConfig.lan());
  }

  /** Returns the values of {@link #lan} for a network in virtual time. */
  public static ChordConfig simulated() {
    return lan();
  }

  /** Returns the same with another length of the successor lists. */
  public ChordConfig withSuccessors(int changed) {
    return new ChordConfig(
        changed, stabilizePeriod, requestTimeout, fingerPeriod, remembered, lookup);
  }

  /** Returns the same with another number of remembered hosts. */
  public ChordConfig withRemembered(int changed) {
    return new ChordConfig(
        successors, stabilizePeriod, requestTimeout, fingerPeriod, changed, lookup);
  }

  /** Returns the same with other periods: of stabilization, and of the repair of one finger. */
  public ChordConfig withPeriods(Duration stabilize, Duration finger) {
    return new ChordConfig(successors, stabilize, requestTimeout, finger, remembered, lookup);
  }

  /** Returns the same with other values for lookups. */
  public ChordConfig withLookup(LookupConfig changed) {
    return new ChordConfig(
        successors, stabilizePeriod, requestTimeout, fingerPeriod, remembered, changed);
  }

  /** Returns how long an answer to one hop of a lookup is awaited. */
  Duration hopTimeout() {
    return lookup.hopTimeout();
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
