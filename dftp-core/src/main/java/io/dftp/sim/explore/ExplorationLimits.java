// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Where an exploration ends before every state was visited.
 *
 * @param states the most states that are kept, 1 to 2,000,000,000; a state takes about ten bytes
 *     more than its packed form
 * @param depth the most transitions from an initial state
 * @param stopAtViolation true: end at the first violation, which is a shortest one; false: remember
 *     the first of each name and go on through the states that break it
 */
public record ExplorationLimits(int states, int depth, boolean stopAtViolation) {

  /** Checks the ranges. */
  public ExplorationLimits {
    checkArgument(states >= 1 && states <= 2_000_000_000, "states must be 1..2e9, not %s", states);
    checkArgument(depth >= 0, "depth must not be negative, but is %s", depth);
  }

  /** Returns limits that no small system meets: everything, up to the first violation. */
  public static ExplorationLimits none() {
    return new ExplorationLimits(2_000_000_000, Integer.MAX_VALUE, true);
  }

  /** Returns these limits for an exploration that goes on after a violation. */
  public ExplorationLimits pastViolations() {
    return new ExplorationLimits(states, depth, false);
  }

  /** Returns these limits with another number of states. */
  public ExplorationLimits withStates(int most) {
    return new ExplorationLimits(most, depth, stopAtViolation);
  }

  /** Returns these limits with another depth. */
  public ExplorationLimits withDepth(int most) {
    return new ExplorationLimits(states, most, stopAtViolation);
  }
}
