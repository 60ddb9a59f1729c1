// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How far this host may trust its own judgement of others: one that is itself slow takes the others
 * for silent. Immutable. After the local health multiplier of Lifeguard (Dadgar, Phillips, Currey
 * 2017, section IV.A).
 *
 * @param score 0 when all is well, at most {@link #WORST}
 */
public record LocalHealth(int score) {

  /** The worst score. */
  public static final int WORST = 7;

  /** All is well. */
  public static final LocalHealth WELL = new LocalHealth(0);

  /** Checks the range. */
  public LocalHealth {
    checkArgument(score >= 0 && score <= WORST, "score must be 0..%s, not %s", WORST, score);
  }

  /**
   * Returns the health after a timer fired.
   *
   * @param lateNanos how late it was, or less than zero
   * @param toleranceNanos lateness that is nothing unusual, more than zero; each further one costs
   *     a point, and a timer within it wins one back
   */
  public LocalHealth afterTimer(long lateNanos, long toleranceNanos) {
    long cost = lateNanos / toleranceNanos;
    return cost > 0 ? worse((int) Math.min(cost, WORST)) : better();
  }

  /** Returns the health after something went wrong that is rather this host's own fault. */
  public LocalHealth worse(int points) {
    return new LocalHealth(Math.min(WORST, score + points));
  }

  /** Returns the health after something went well. */
  public LocalHealth better() {
    return score == 0 ? this : new LocalHealth(score - 1);
  }

  /** Returns by how much times that judge others are stretched, 1 to 8. */
  public int multiplier() {
    return score + 1;
  }
}
