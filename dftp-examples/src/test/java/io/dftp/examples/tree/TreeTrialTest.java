// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterConfig;
import io.dftp.sim.Encounters;
import io.dftp.sim.Simulation;
import io.dftp.sim.history.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is lost, returns or is mixed in the tree of files of a faulty cluster. */
class TreeTrialTest {

  @Test
  void underFaultsTheTreeIsRightAndEveryOperationMeetsEveryFault() {
    Encounters<TreeOperation> encounters = new Encounters<>(TreeOperation.class);
    for (long seed = 105; seed < 113; seed++) {
      encounters.addAll(holds(TreeTrial.Kind.FAULTS, seed, 700).encounters());
    }

    assertThat(encounters.missing(TreeTrial.Kind.FAULTS.faults())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "QUIET, 1",
    "BURSTS, 1",
    "BURSTS, 2",
    "CUTS, 2",
    "CUTS, 6",
    "CUTS, 8",
    "CUTS, 13",
    "CUTS, 17",
    "CUTS, 54",
    "CUTS, 79",
    "CUTS, 112",
    "CUTS, 203"
  })
  void soItIsUnderEveryOtherKind(TreeTrial.Kind kind, long seed) {
    TreeTrial.Result result = holds(kind, seed, 400);

    assertThat(result.acknowledged()).isGreaterThan(100);
  }

  /** A host told others what it had committed, when it owned the map no more, and never rested. */
  @Test
  void aMapOfWhichOnlyNewsAreLeftDoesNotKeepItsHostUnsettled() {
    holds(TreeTrial.Kind.CUTS, 10, 400);
  }

  /** Two hosts that were cut off with old copies of a directory hung it up where it had been. */
  @Test
  void anOldCopyOfADirectoryDoesNotUndoItsMove() {
    holds(TreeTrial.Kind.CUTS, 15, 500);
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    TreeHistory once = history(TreeTrial.Kind.CUTS, 6, 100);
    TreeHistory twice = history(TreeTrial.Kind.CUTS, 6, 100);

    assertThat(twice).isEqualTo(once);
  }

  /** A lost file may be taken for one that an upload of open order superseded; so not each. */
  @ParameterizedTest
  @EnumSource
  void whatIsPlantedInARealHistoryIsFound(PlantedInTree planted) {
    TreeHistory history = history(TreeTrial.Kind.FAULTS, 7, 500);
    assertThat(TreeOracle.judge(history)).isEmpty();

    List<TreeHistory> broken = planted.in(history);

    long found = broken.stream().filter(one -> !TreeOracle.judge(one).isEmpty()).count();
    assertThat(broken).isNotEmpty();
    assertThat(found * 10).isGreaterThanOrEqualTo(broken.size() * 7L);
    if (planted != PlantedInTree.LOST_FILE) {
      assertThat(found).isEqualTo(broken.size());
    }
  }

  @Test
  void aStaleReadOfARegisterIsFound() {
    TreeHistory history = history(TreeTrial.Kind.QUIET, 3, 500);
    assertThat(Registers.check(history)).isInstanceOf(Verdict.Holds.class);

    List<TreeHistory> stale = PlantedInRegisters.staleReads(history);

    assertThat(stale).isNotEmpty();
    assertThat(stale)
        .allSatisfy(one -> assertThat(Registers.check(one)).isInstanceOf(Verdict.Broken.class));
  }

  private static TreeTrial.Result holds(TreeTrial.Kind kind, long seed, int operations) {
    TreeTrial.Result result =
        TreeTrial.run(Simulation.untraced(seed), kind, operations, ClusterConfig.lan());
    assertThat(result.faults()).as("%s, seed %s", kind, seed).isEmpty();
    assertThat(result.undecided()).isFalse();
    return result;
  }

  private static TreeHistory history(TreeTrial.Kind kind, long seed, int operations) {
    return TreeTrial.lived(Simulation.untraced(seed), kind, operations, ClusterConfig.lan())
        .history();
  }
}
