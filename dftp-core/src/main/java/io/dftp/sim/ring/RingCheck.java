// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.chord.RingStep;
import io.dftp.sim.explore.Convergence;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import io.dftp.sim.explore.ProgressListener;

/**
 * Checks a ring protocol exhaustively in {@linkplain AtomicRingWorld atomic steps}: all invariants
 * in every state that can be reached, then how many fair rounds each state is away from an ideal
 * ring, and whether each step of repair brings it nearer.
 *
 * @param step what decides for each position; {@code RingProtocol::step} for the real protocol
 * @param ids the size of the circle: 4 take no time, 5 seconds, 6 hours and gigabytes
 * @param successors r; a ring begins with r+1 members
 * @param delayed how many notifications may be on their way at the same time; the others are heard
 *     within the step that sends them
 * @param acts how often a member acts in its turn of a fair round
 */
public record RingCheck(RingStep step, int ids, int successors, int delayed, int acts) {

  /** The acts of a turn that settle every ring: a second one finishes what the first began. */
  public static final int DEFAULT_ACTS = 2;

  /** Checks the ranges. */
  public RingCheck {
    checkArgument(successors >= 1, "successors must be at least 1, not %s", successors);
    checkArgument(ids > successors && ids <= 8, "ids must be %s..8, not %s", successors + 1, ids);
    checkArgument(delayed >= 0, "delayed must not be negative, but is %s", delayed);
    checkArgument(acts >= 1, "acts must be at least 1, not %s", acts);
  }

  /** Returns a check in which every notification is heard at once. */
  public static RingCheck of(RingStep step, int ids, int successors) {
    return new RingCheck(step, ids, successors, 0, DEFAULT_ACTS);
  }

  /** Runs it whole. */
  public RingReport run(ExplorationLimits limits, ProgressListener progress) {
    AtomicRingWorld world = world();
    Exploration<AtomicState> exploration = Explorer.explore(world, limits, progress);
    RingReport safety = RingReport.ofSafety(this, exploration);
    return exploration.isComplete() && safety.counterexamples().isEmpty()
        ? withProgress(safety, world, exploration, progress)
        : safety;
  }

  /** Checks the invariants only. */
  public RingReport runSafety(ExplorationLimits limits, ProgressListener progress) {
    return RingReport.ofSafety(this, Explorer.explore(world(), limits, progress));
  }

  private AtomicRingWorld world() {
    return new AtomicRingWorld(step, ids, successors, RingAssumptions.PROVEN.withDelayed(delayed));
  }

  private RingReport withProgress(
      RingReport safety,
      AtomicRingWorld world,
      Exploration<AtomicState> exploration,
      ProgressListener progress) {
    Convergence convergence =
        Convergence.of(
            exploration, new RingRounds(world.moves(), acts)::after, world::isSettled, progress);
    RepairOracle oracle = RepairOracle.over(world, exploration);
    int never = convergence.firstNever();
    String stuck =
        never < 0
            ? ""
            : exploration.traceTo(never, "Convergence", "from here it may never settle").toString();
    return safety.withProgress(
        new RingReport.Repair(
            convergence.bound(),
            convergence.never(),
            oracle.steps(),
            oracle.notLowered(),
            oracle.unsettled(),
            stuck.isEmpty() ? oracle.example() : stuck));
  }
}
