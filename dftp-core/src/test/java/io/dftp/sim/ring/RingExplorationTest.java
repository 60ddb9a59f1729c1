// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingProtocol;
import io.dftp.chord.RingStep;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import org.junit.jupiter.api.Test;

/**
 * Every state of small rings under the real step function. The numbers are those of the first
 * complete run: another number means that the protocol has changed.
 */
class RingExplorationTest {

  @Test
  void everyRingOfFourIdentifiersIsSoundAndSettles() {
    RingReport report = run(RingCheck.of(RingProtocol::step, 4, 2));

    assertCounts(report, 367, 2_331, 19);
    assertRepair(report, 4, 804);
    assertThat(report)
        .asString()
        .startsWith(
            "ring of 4 identifiers, 2 successors: 367 states, 2331 transitions, depth 19, complete,"
                + " nothing wrong");
  }

  @Test
  void everyRingOfFourIdentifiersIsSoundAndSettlesWhenANotificationIsLate() {
    RingReport report = run(new RingCheck(RingProtocol::step, 4, 2, 1, 2));

    assertCounts(report, 12_704, 92_922, 35);
    assertRepair(report, 5, 7_234);
  }

  @Test
  void everyRingOfFiveIdentifiersIsSoundAndSettles() {
    RingReport report = run(RingCheck.of(RingProtocol::step, 5, 2));

    assertCounts(report, 157_156, 1_711_037, 43);
    assertRepair(report, 7, 410_361);
  }

  @Test
  void theProtocolIsTheSameFromEveryPositionOfTheCircle() {
    AtomicRingWorld world = new AtomicRingWorld(RingProtocol::step, 4, 2);
    Explorer.explore(world);

    assertThat(world.moves().seats().asymmetry()).isNull();
  }

  @Test
  void withoutTheTurnsEachRingIsThereOnceForEachPosition() {
    AtomicRingWorld plain =
        new AtomicRingWorld(RingProtocol::step, 4, 2, RingAssumptions.PROVEN.withoutTurning());

    Exploration<AtomicState> all = Explorer.explore(plain);

    assertThat(all.counterexamples()).isEmpty();
    assertThat(all.depth()).isEqualTo(19);
    assertThat(all.states()).isBetween(3 * 367, 4 * 367);
  }

  @Test
  void aProtocolThatIsNotTheSameFromEveryPositionIsTold() {
    AtomicRingWorld world = new AtomicRingWorld(Mutated::lameAtZero, 4, 2);
    Explorer.explore(world);

    assertThat(world.moves().seats().asymmetry()).isNotNull();
  }

  /**
   * Zave 2015, section VII: a live pointer is replaced by a dead one. It needs five identifiers.
   */
  @Test
  void aStabilizeThatAdoptsWithoutAskingIsCaught() {
    Counterexample shortest = shortest(Mutated::adoptUnasked, 5);

    assertThat(shortest.property()).isEqualTo("OneLiveSuccessor");
    assertThat(shortest.detail()).isEqualTo("2 [3†, 4†] has no live entry");
    assertThat(shortest.labels())
        .containsExactly(
            "3 joins after 2",
            "4 joins after 3",
            "4 stabilizes, asks 0 for its list: before it 2, after it 1 2",
            "2 stabilizes, asks 0 for its list: before it 4, after it 1 2",
            "2 asks 4 for its list: before it 3, after it 0 1",
            "4 asks whether 3 lives: it does",
            "2 stabilizes, asks 4 for its list: before it 3, after it 0 1",
            "3 fails",
            "4 fails",
            "2 asks 3† for its list: it is dead");
    assertThat(run(RingCheck.of(Mutated::adoptUnasked, 4, 2)).counterexamples()).isEmpty();
  }

  @Test
  void aJoinThatSkipsAMemberIsCaught() {
    Counterexample shortest = shortest(Mutated::joinSkipping, 4);

    assertThat(shortest.property()).isIn("SufficientPrincipals", "LossOfPrincipal");
    assertThat(shortest.steps()).hasSize(1);
  }

  @Test
  void aRingWithoutNotificationsNeverSettles() {
    RingReport report = run(RingCheck.of(Mutated::neverNotify, 4, 2));

    assertThat(report.counterexamples()).isEmpty();
    assertThat(report.repair().orElseThrow().never()).isPositive();
    assertThat(report.repair().orElseThrow().example()).contains("Convergence is broken");
    assertThat(report.isSound()).isFalse();
  }

  @Test
  void aBlindRectifyIsCaughtByTheStepThatRaisesTheErrors() {
    RingReport report = run(RingCheck.of(Mutated::rectifyBlindly, 4, 2));

    assertThat(report.counterexamples()).isEmpty();
    assertThat(report.repair().orElseThrow().notLowered()).isPositive();
    assertThat(report.isSound()).isFalse();
  }

  @Test
  void aTraceNamesEachStepAndDrawsTheRing() {
    String text = shortest(Mutated::adoptUnasked, 5).toString();

    assertThat(text)
        .contains("OneLiveSuccessor is broken: ", "ring 0 > ", " joins after ", " fails")
        .contains(" stabilizes, asks ", "about to ask");
  }

  private static Counterexample shortest(RingStep mutant, int ids) {
    return run(RingCheck.of(mutant, ids, 2)).counterexamples().get(0);
  }

  private static RingReport run(RingCheck check) {
    return check.run(ExplorationLimits.none(), (reached, expanded, transitions, depth) -> {});
  }

  private static void assertCounts(RingReport report, int states, long transitions, int depth) {
    assertThat(report.counterexamples()).isEmpty();
    assertThat(report.isComplete()).isTrue();
    assertThat(report.states()).isEqualTo(states);
    assertThat(report.transitions()).isEqualTo(transitions);
    assertThat(report.depth()).isEqualTo(depth);
  }

  private static void assertRepair(RingReport report, int rounds, long steps) {
    RingReport.Repair repair = report.repair().orElseThrow();
    assertThat(repair.example()).isEmpty();
    assertThat(repair.never()).isZero();
    assertThat(repair.rounds()).isEqualTo(rounds);
    assertThat(repair.steps()).isEqualTo(steps);
    assertThat(repair.notLowered()).isZero();
    assertThat(repair.unsettled()).isZero();
    assertThat(report.isSound()).isTrue();
  }
}
