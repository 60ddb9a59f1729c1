// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/**
 * How often this host handed its lead to a higher one lately. Immutable.
 *
 * @param count hand-overs, each not long after the one before
 * @param lastNanos when the last one was; only valid when there was one
 */
public record HandOvers(int count, long lastNanos) {

  /** There was none. */
  static final HandOvers NONE = new HandOvers(0, 0);

  /** Returns how many still count. */
  int countAt(long now, long forgivenAfterNanos) {
    return count > 0 && now - lastNanos >= forgivenAfterNanos ? 0 : count;
  }

  /** Returns these and one more. */
  HandOvers andOneAt(long now, long forgivenAfterNanos) {
    return new HandOvers(Math.min(countAt(now, forgivenAfterNanos) + 1, 1000), now);
  }
}
