// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * How keys are looked up.
 *
 * @param mode of lookups that name none
 * @param hopTimeout for an answer to one hop; too small fails lookups under load, too large makes
 *     every dead finger cost that much
 * @param maxHops members asked, silent ones counted, or messages handed on, in one attempt
 * @param attempts how often a lookup begins anew within its deadline when it is not sure
 * @param alternates members kept for each finger: itself and those right after it, 1 to {@link
 *     ChordConfig#MAX_SUCCESSORS}, and no more than it has successors. The table holds up to
 *     alternates x log n members. With 1 a dead finger is a gap; with more, paths are shorter and
 *     {@code nearby} has a choice
 * @param nearby whether members that are near in round-trip time are preferred (Stoica et al. 2003,
 *     section VI.E). It pays where round trips differ much, and costs a ping an alternate whenever
 *     a finger is repaired
 */
public record LookupConfig(
    LookupMode mode,
    Duration hopTimeout,
    int maxHops,
    int attempts,
    int alternates,
    boolean nearby) {

  /** Checks the ranges. */
  public LookupConfig {
    checkArgument(!hopTimeout.isNegative() && !hopTimeout.isZero(), "hopTimeout: %s", hopTimeout);
    checkArgument(
        maxHops >= 2 && maxHops <= ChordMessage.MAX_HOPS,
        "maxHops must be 2..%s, not %s",
        ChordMessage.MAX_HOPS,
        maxHops);
    checkArgument(attempts >= 1, "attempts must be at least 1: %s", attempts);
    checkArgument(
        alternates >= 1 && alternates <= ChordConfig.MAX_SUCCESSORS,
        "alternates must be 1..%s, not %s",
        ChordConfig.MAX_SUCCESSORS,
        alternates);
  }

  /** Returns values for hosts of one network, where all round trips are short and much the same. */
  public static LookupConfig lan() {
    return new LookupConfig(LookupMode.ITERATIVE, Duration.ofMillis(600), 64, 64, 1, false);
  }

  /** Returns values for hosts far apart: lookups of few and short ways. */
  public static LookupConfig wan() {
    return new LookupConfig(LookupMode.RECURSIVE, Duration.ofSeconds(1), 64, 64, 8, true);
  }

  /** Returns the same in another mode. */
  public LookupConfig withMode(LookupMode changed) {
    return new LookupConfig(changed, hopTimeout, maxHops, attempts, alternates, nearby);
  }

  /** Returns the same with another time-out of a hop. */
  public LookupConfig withHopTimeout(Duration changed) {
    return new LookupConfig(mode, changed, maxHops, attempts, alternates, nearby);
  }

  /** Returns the same with another bound of hops. */
  public LookupConfig withMaxHops(int changed) {
    return new LookupConfig(mode, hopTimeout, changed, attempts, alternates, nearby);
  }

  /** Returns the same with another number of attempts. */
  public LookupConfig withAttempts(int changed) {
    return new LookupConfig(mode, hopTimeout, maxHops, changed, alternates, nearby);
  }

  /** Returns the same with other alternates of fingers. */
  public LookupConfig withAlternates(int changed, boolean preferNearby) {
    return new LookupConfig(mode, hopTimeout, maxHops, attempts, changed, preferNearby);
  }
}
