// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.explore.ExplorationLimits;
import org.junit.jupiter.api.Test;

/** Rings that begin with one host, outside the proven assumptions. */
class GrowingCheckTest {

  @Test
  void aRingThatGrowsFromOneHostBreaksInvariantsForAWhileAndMendsItself() {
    GrowingCheck.Report report = check(true, false);

    assertThat(report.complete()).isTrue();
    assertThat(report.rows()).isNotEmpty();
    assertThat(report.unsettled()).isZero();
    assertThat(report.rows()).allMatch(row -> row.byItself() == row.states());
  }

  @Test
  void membersThatLostAllOthersAreBroughtBackByMergeAlone() {
    GrowingCheck.Report report = check(false, false);

    assertThat(report.unsettled()).isZero();
    assertThat(report.rows()).anyMatch(row -> row.byMerge() > 0);
  }

  @Test
  void membersThatLostAllOthersAreBroughtBackByFormerPeers() {
    GrowingCheck.Report report = check(false, true);

    assertThat(report.unsettled()).isZero();
    assertThat(report.rows()).anyMatch(row -> row.byRecall() > 0);
  }

  private static GrowingCheck.Report check(boolean keepSuccessor, boolean recall) {
    return GrowingCheck.run(
        3,
        2,
        keepSuccessor,
        recall,
        ExplorationLimits.none(),
        (reached, expanded, transitions, depth) -> {});
  }
}
