// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.explore.ExplorationLimits;
import org.junit.jupiter.api.Test;

/** Rings that begin with one host, outside the proven assumptions. */
class GrowingCheckTest {

  /**
   * Here joins and departures can leave 1, 2 and 3 as the ring 1 > 3 > 2 > 1, which goes twice
   * around the circle and in which nobody sees a nearer successor in what its successor says.
   */
  @Test
  void aRingThatIsWoundTwiceUnwinds() {
    GrowingCheck.Report report = check(4, true, false);

    assertThat(report.rows())
        .anyMatch(row -> row.invariant().equals(RingInvariant.ORDERED_RING.title()));
    assertThat(report.unsettled()).isZero();
  }

  @Test
  void aRingThatGrowsFromOneHostBreaksInvariantsForAWhileAndMendsItself() {
    GrowingCheck.Report report = check(3, true, false);

    assertThat(report.complete()).isTrue();
    assertThat(report.rows()).isNotEmpty();
    assertThat(report.unsettled()).isZero();
    assertThat(report.rows()).allMatch(row -> row.byItself() == row.states());
  }

  @Test
  void membersThatLostAllOthersAreBroughtBackByMergeAlone() {
    GrowingCheck.Report report = check(3, false, false);

    assertThat(report.unsettled()).isZero();
    assertThat(report.rows()).anyMatch(row -> row.byMerge() > 0);
  }

  @Test
  void membersThatLostAllOthersAreBroughtBackByFormerPeers() {
    GrowingCheck.Report report = check(3, false, true);

    assertThat(report.unsettled()).isZero();
    assertThat(report.rows()).anyMatch(row -> row.byRecall() > 0);
  }

  private static GrowingCheck.Report check(int ids, boolean keepSuccessor, boolean recall) {
    return GrowingCheck.run(
        ids,
        2,
        keepSuccessor,
        recall,
        ExplorationLimits.none(),
        (reached, expanded, transitions, depth) -> {});
  }
}
