// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

/** Hears how far an exploration is. */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Called now and then, on the thread that explores.
   *
   * @param reached states found so far
   * @param expanded of them, those whose transitions are known
   * @param transitions found so far
   * @param depth transitions from an initial state to the one that is expanded now
   */
  void progress(int reached, int expanded, long transitions, int depth);
}
