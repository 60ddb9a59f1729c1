// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.explore.ExplorationLimits;
import org.junit.jupiter.api.Test;

/** The production step with messages under way: delayed, reordered, lost, late. */
class MessageCheckTest {

  @Test
  void theInvariantsHoldAndEveryRingSettlesWithThreeIdentifiers() {
    MessageReport report = check(new MessageBounds(3, 1, 2, 2, 0, 3, false));

    assertThat(report.complete()).isTrue();
    assertThat(report.violations()).isEmpty();
    assertThat(report.settled()).isEqualTo(report.states());
    assertThat(report.unsettled()).isZero();
    // The measured bound; one that grows means that repair has become slower.
    assertThat(report.periods()).isLessThanOrEqualTo(8);
  }

  @Test
  void theInvariantsHoldWithFarewellsAndLateAnswers() {
    MessageReport report = check(new MessageBounds(3, 2, 2, 4, 1, 3, true));

    assertThat(report.complete()).isTrue();
    assertThat(report.violations()).isEmpty();
    assertThat(report.unsettled()).isZero();
  }

  private static MessageReport check(MessageBounds bounds) {
    return new MessageCheck(bounds)
        .run(
            ExplorationLimits.none(),
            Integer.MAX_VALUE,
            (reached, expanded, transitions, depth) -> {});
  }
}
