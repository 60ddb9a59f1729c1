// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

/**
 * What became of a mutant.
 *
 * @param mutant that was tried
 * @param rule that it broke: an invariant, "convergence" or "step oracle"; empty when it survived
 * @param detail how
 * @param depth transitions to the violation
 * @param states that were visited
 * @param trace the shortest way to the violation, drawn
 */
public record MutantVerdict(
    RingMutant mutant, String rule, String detail, int depth, int states, String trace) {

  /** The rule that a ring becomes ideal when it is let alone. */
  public static final String CONVERGENCE = "convergence";

  /** The rule that each step of repair lowers the pointer errors. */
  public static final String ORACLE = "step oracle";

  /** Says whether the bug was found. */
  public boolean isKilled() {
    return !rule.isEmpty();
  }
}
