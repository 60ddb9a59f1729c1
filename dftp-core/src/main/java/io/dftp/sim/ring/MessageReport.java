// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.sim.explore.Counterexample;
import java.util.List;

/**
 * What the check of a ring with messages under way found.
 *
 * @param states that were reached
 * @param transitions that were taken
 * @param depth of the deepest state, in transitions
 * @param complete whether every reachable state was visited
 * @param violations the shortest way to each invariant that is broken, and to a ring that does not
 *     settle
 * @param settled states from which a fair schedule was run
 * @param unsettled of them, those from which the ring did not become ideal
 * @param periods the most stabilize periods that any of them took
 */
public record MessageReport(
    int states,
    long transitions,
    int depth,
    boolean complete,
    List<Counterexample> violations,
    int settled,
    int unsettled,
    int periods) {

  /** The name under which a ring that does not become ideal is reported. */
  public static final String SETTLES = "Settles";

  /** Keeps an immutable copy. */
  public MessageReport {
    violations = ImmutableList.copyOf(violations);
  }
}
