// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingProtocol;
import io.dftp.chord.RingStep;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import io.dftp.sim.explore.ProgressListener;

/**
 * Explores a ring whose messages are delayed, reordered and lost: the eight invariants in every
 * state, and from the states that were reached one fair schedule to the ideal ring.
 */
public final class MessageCheck {

  private final MessageBounds bounds;
  private final RingStep step;
  private final MessageWorld.Rules rules;

  /** Creates a check of the protocol itself. */
  public MessageCheck(MessageBounds bounds) {
    this(bounds, RingProtocol::step, MessageWorld.Rules.PROVEN);
  }

  MessageCheck(MessageBounds bounds, RingStep step, MessageWorld.Rules rules) {
    this.bounds = bounds;
    this.step = step;
    this.rules = rules;
  }

  /**
   * Explores, then settles.
   *
   * @param schedules the most states from which a fair schedule is run, spread over all
   */
  public MessageReport run(ExplorationLimits limits, int schedules, ProgressListener listener) {
    MessageWorld world = new MessageWorld(bounds, step, rules);
    Exploration<MessageState> found = Explorer.explore(world, limits, listener);
    ImmutableList.Builder<Counterexample> violations = ImmutableList.builder();
    violations.addAll(found.counterexamples());
    Settling settling = new Settling(world, found);
    if (found.counterexamples().isEmpty()) {
      settling.run(schedules);
    }
    if (settling.firstUnsettled >= 0) {
      violations.add(
          found.traceTo(
              settling.firstUnsettled,
              MessageReport.SETTLES,
              "a fair schedule from here does not lead to the ideal ring"));
    }
    return new MessageReport(
        found.states(),
        found.transitions(),
        found.depth(),
        found.isComplete(),
        violations.build(),
        settling.settled,
        settling.unsettled,
        settling.periods);
  }

  private static final class Settling {

    private final FairSchedule schedule;
    private final Exploration<MessageState> found;
    private int settled;
    private int unsettled;
    private int periods;
    private int firstUnsettled = -1;

    Settling(MessageWorld world, Exploration<MessageState> found) {
      this.schedule = new FairSchedule(world);
      this.found = found;
    }

    void run(int most) {
      int every = Math.max(1, found.states() / Math.max(1, most));
      for (int index = 0; index < found.states() && settled < most; index += every) {
        int took = schedule.periods(found.state(index), index);
        settled++;
        if (took == FairSchedule.NEVER) {
          unsettled++;
          firstUnsettled = firstUnsettled < 0 ? index : firstUnsettled;
        } else {
          periods = Math.max(periods, took);
        }
      }
    }
  }
}
