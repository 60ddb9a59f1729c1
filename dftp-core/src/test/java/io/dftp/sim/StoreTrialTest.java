// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterConfig;
import io.dftp.sim.history.History;
import io.dftp.sim.history.Linearizability;
import io.dftp.sim.history.Losslessness;
import io.dftp.sim.history.Outcome;
import io.dftp.sim.history.Planted;
import io.dftp.sim.history.Verdict;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of faulty clusters are told nothing that a right store would not tell. */
class StoreTrialTest {

  private static final long BUDGET = 200_000;

  @Test
  void underFaultsEveryHistoryIsLinearizableAndEveryOperationMeetsEveryFault() {
    Encounters<StoreOperation> encounters = new Encounters<>(StoreOperation.class);
    for (long seed = 100; seed < 110; seed++) {
      encounters.addAll(holds(StoreTrial.Kind.FAULTS, seed, 1000).encounters());
    }

    assertThat(encounters.missing(StoreTrial.Kind.FAULTS.faults())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GROWTH, 1", "GROWTH, 2", "BURSTS, 1", "BURSTS, 2", "CUTS, 1", "CUTS, 2"})
  void soIsEveryOtherKind(StoreTrial.Kind kind, long seed) {
    StoreTrial.Result result = holds(kind, seed, 300);

    assertThat(result.ended(Outcome.Done.class)).isGreaterThan(80);
  }

  /** Earlier terms of its arc were of hosts that were gone, so that no absent name was known. */
  @Test
  void aNewMapIsKnownWhollyWhoeverIsGone() {
    holds(StoreTrial.Kind.FAULTS, 1154, 1000);
  }

  /**
   * A change that was interrupted when the arc was lost stayed prepared at all holders for ever.
   */
  @Test
  void whatWasInterruptedIsCommittedWhenTheArcComesBack() {
    holds(StoreTrial.Kind.FAULTS, 121, 1000);
  }

  /** An owner that was held up committed what others had replaced meanwhile. */
  @Test
  void whatNobodyWasToldOfIsNotCommittedLater() {
    holds(StoreTrial.Kind.FAULTS, 2028, 1000);
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    History once = run(StoreTrial.Kind.BURSTS, 5, 100).history();
    History twice = run(StoreTrial.Kind.BURSTS, 5, 100).history();

    assertThat(twice).isEqualTo(once);
  }

  @ParameterizedTest
  @EnumSource
  void aFaultThatIsPlantedInARealHistoryIsCaught(Planted planted) {
    History history = holds(StoreTrial.Kind.FAULTS, 103, 300).history();

    History broken = planted.in(history);

    assertThat(Linearizability.check(broken, BUDGET)).isInstanceOf(Verdict.Broken.class);
    if (planted != Planted.STALE_READ) {
      assertThat(Losslessness.check(broken)).isInstanceOf(Verdict.Broken.class);
    }
  }

  @Test
  void whatNeverMetIsNamed() {
    Encounters<StoreOperation> encounters = new Encounters<>(StoreOperation.class);
    for (StoreOperation operation : StoreOperation.values()) {
      encounters.add(operation, StoreFault.CRASH, 1);
    }
    encounters.add(StoreOperation.READ, StoreFault.PAUSE, 1);

    assertThat(encounters.missing(EnumSet.of(StoreFault.CRASH))).isEmpty();
    assertThat(encounters.missing(EnumSet.of(StoreFault.CRASH, StoreFault.PAUSE)))
        .hasSize(StoreOperation.values().length - 1)
        .contains("SCAN during PAUSE");
  }

  private static StoreTrial.Result holds(StoreTrial.Kind kind, long seed, int operations) {
    StoreTrial.Result result = run(kind, seed, operations);
    assertThat(result.verdict()).as("%s, seed %s", kind, seed).isInstanceOf(Verdict.Holds.class);
    return result;
  }

  private static StoreTrial.Result run(StoreTrial.Kind kind, long seed, int operations) {
    return StoreTrial.run(Simulation.untraced(seed), kind, operations, ClusterConfig.lan());
  }
}
