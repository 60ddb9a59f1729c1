// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import com.google.common.collect.ImmutableList;
import io.dftp.bully.ElectionProtocol;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import io.dftp.sim.explore.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Explores an election exhaustively within bounds, and judges it. */
public final class ElectionCheck {

  private ElectionCheck() {}

  /**
   * What was found.
   *
   * @param states situations visited
   * @param transitions between them
   * @param depth the most transitions from the beginning to any situation
   * @param complete whether all within the bounds were visited
   * @param longestUnsettled the longest time from any situation until each connected group has its
   *     one coordinator for good, when nothing more goes wrong; in the times of {@link
   *     ElectionBounds#config}
   * @param violations a shortest counterexample for each rule that is broken; none is good
   */
  public record Result(
      int states,
      long transitions,
      int depth,
      boolean complete,
      Duration longestUnsettled,
      List<Counterexample> violations) {

    /** Keeps an immutable copy. */
    public Result {
      violations = ImmutableList.copyOf(violations);
    }
  }

  /** Returns the step that is shipped, with the times of the exploration. */
  public static ElectionStep production() {
    return new ElectionProtocol(ElectionBounds.config())::step;
  }

  /** Explores hosts that run this step. */
  public static Result run(ElectionBounds bounds, ElectionStep step, ProgressListener listener) {
    ElectionWorld world = new ElectionWorld(bounds, step);
    Exploration<Situation> exploration =
        Explorer.explore(world, ExplorationLimits.none().withStates(bounds.states()), listener);
    List<Counterexample> violations = new ArrayList<>(exploration.counterexamples());
    Duration longest = Duration.ZERO;
    if (violations.isEmpty() && exploration.isComplete()) {
      QuietEndings endings = new QuietEndings(exploration, world);
      longest = endings.longest();
      if (endings.firstBad() >= 0) {
        violations.add(
            exploration.traceTo(
                endings.firstBad(),
                ElectionRules.QUIET_ENDING,
                "when nothing more happens but what is due, it is never so for good"));
      }
    }
    return new Result(
        exploration.states(),
        exploration.transitions(),
        exploration.depth(),
        exploration.isComplete(),
        longest,
        violations);
  }
}
