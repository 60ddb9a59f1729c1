// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.explore.ExplorationLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One failure that takes several positions at once. */
class HostCheckTest {

  @Test
  void theAssumptionsMustBeAskedOfTheHostAndNotOfEachPosition() {
    List<HostCheck.Row> rows = check(4, 2, 2);

    assertThat(rows).hasSize(4);
    assertThat(rows).allMatch(row -> row.judging().equals("host") == row.violations().isEmpty());
  }

  @Test
  void withOnePositionAHostBothAreTheSame() {
    assertThat(check(4, 2, 1)).allMatch(row -> row.violations().isEmpty());
  }

  @Test
  void aListLongerThanAHostHasPositionsNeverHangsOnOneHost() {
    assertThat(check(4, 2, 2)).anyMatch(row -> row.hanging() > 0);
    assertThat(check(4, 3, 2)).allMatch(row -> row.ideal() > 0 && row.hanging() == 0);
    assertThat(check(5, 3, 2)).allMatch(row -> row.ideal() > 0 && row.hanging() == 0);
  }

  private static List<HostCheck.Row> check(int ids, int successors, int positions) {
    return HostCheck.run(
        ids,
        successors,
        positions,
        ExplorationLimits.none(),
        (reached, expanded, transitions, depth) -> {});
  }
}
