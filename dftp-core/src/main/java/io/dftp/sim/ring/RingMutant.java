// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingStep;

/**
 * A protocol with one bug, or with one of its assumptions dropped.
 *
 * @param name in one or two words
 * @param wrong what is wrong with it, in a sentence
 * @param trial the smallest world that shows the bug
 */
public record RingMutant(String name, String wrong, Trial trial) {

  /** In which world a mutant is tried. */
  public sealed interface Trial {

    /** Returns the world in a few words. */
    String world();
  }

  /**
   * A query and its answer are one transition.
   *
   * @param acts how often a member acts in its turn of a fair round
   */
  record Atomic(RingStep step, int ids, int successors, RingAssumptions assumptions, int acts)
      implements Trial {
    @Override
    public String world() {
      return "%s ids, r = %s".formatted(ids, successors);
    }
  }

  /** Messages are under way. */
  record Messages(RingStep step, MessageBounds bounds, MessageWorld.Rules rules) implements Trial {
    @Override
    public String world() {
      return "%s ids, r = %s, messages".formatted(bounds.ids(), bounds.successors());
    }
  }

  /** Returns the same trial with another step function. */
  RingMutant with(RingStep step) {
    if (trial instanceof Atomic atomic) {
      return new RingMutant(
          name,
          wrong,
          new Atomic(step, atomic.ids(), atomic.successors(), atomic.assumptions(), atomic.acts()));
    }
    Messages messages = (Messages) trial;
    return new RingMutant(name, wrong, new Messages(step, messages.bounds(), messages.rules()));
  }

  @Override
  public String toString() {
    return name;
  }
}
