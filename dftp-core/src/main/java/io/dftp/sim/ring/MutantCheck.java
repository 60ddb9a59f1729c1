// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.sim.explore.Convergence;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import io.dftp.sim.explore.ProgressListener;

/**
 * Tries to find the bug of a mutant, by the means that check the protocol itself: the invariants in
 * every state, convergence from every state, and the errors lowered by every step of repair.
 */
public final class MutantCheck {

  /** From so many states of a world with messages a schedule is run. */
  private static final int SCHEDULES = 20_000;

  private MutantCheck() {}

  /** Tries the mutant in its world. */
  public static MutantVerdict run(RingMutant mutant, ProgressListener listener) {
    return mutant.trial() instanceof RingMutant.Atomic atomic
        ? atomic(mutant, atomic, listener)
        : messages(mutant, (RingMutant.Messages) mutant.trial(), listener);
  }

  private static MutantVerdict atomic(
      RingMutant mutant, RingMutant.Atomic trial, ProgressListener listener) {
    AtomicRingWorld world =
        new AtomicRingWorld(trial.step(), trial.ids(), trial.successors(), trial.assumptions());
    Exploration<AtomicState> found = Explorer.explore(world, ExplorationLimits.none(), listener);
    if (!found.counterexamples().isEmpty()) {
      return broken(mutant, found.counterexamples().get(0), found.states());
    }
    Convergence rounds =
        Convergence.of(found, new RingRounds(world.moves(), trial.acts())::after, world::isIdeal);
    if (rounds.never() > 0) {
      int state = rounds.firstNever();
      String detail = "%s of %s states never ideal".formatted(rounds.never(), found.states());
      return new MutantVerdict(
          mutant,
          MutantVerdict.CONVERGENCE,
          detail,
          found.depthOf(state),
          found.states(),
          found.traceTo(state, MutantVerdict.CONVERGENCE, detail).toString());
    }
    RepairOracle oracle = RepairOracle.over(world, found);
    long wrong = oracle.notLowered() + oracle.unsettled();
    return new MutantVerdict(
        mutant,
        wrong > 0 ? MutantVerdict.ORACLE : "",
        "%s of %s repairs raise the errors".formatted(wrong, oracle.steps()),
        found.depth(),
        found.states(),
        oracle.example());
  }

  private static MutantVerdict messages(
      RingMutant mutant, RingMutant.Messages trial, ProgressListener listener) {
    MessageReport report =
        new MessageCheck(trial.bounds(), trial.step(), trial.rules())
            .run(ExplorationLimits.none(), SCHEDULES, listener);
    if (report.violations().isEmpty()) {
      return new MutantVerdict(mutant, "", "", report.depth(), report.states(), "");
    }
    return broken(mutant, report.violations().get(0), report.states());
  }

  private static MutantVerdict broken(RingMutant mutant, Counterexample trace, int states) {
    boolean unsettled = trace.property().equals(MessageReport.SETTLES);
    return new MutantVerdict(
        mutant,
        unsettled ? MutantVerdict.CONVERGENCE : trace.property(),
        trace.detail(),
        trace.steps().size(),
        states,
        trace.toString());
  }
}
