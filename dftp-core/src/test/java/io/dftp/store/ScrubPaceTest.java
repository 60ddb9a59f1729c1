// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScrubPaceTest {

  private static final ScrubPace DAY = new ScrubPace(Duration.ofHours(24));

  @Test
  void pausesNineTimesAsLongAsTheDiskWasBusy() {
    assertThat(DAY.pauseAfter(Duration.ofMillis(5).toNanos())).isEqualTo(Duration.ofMillis(45));
    assertThat(DAY.pauseAfter(0)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void restsForWhatIsLeftOfThePeriod() {
    assertThat(DAY.restAfter(Duration.ofHours(5))).isEqualTo(Duration.ofHours(19));
    assertThat(DAY.restAfter(Duration.ofHours(30))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waitsWithTheFirstPassATenthOfThePeriodAtMost() {
    assertThat(DAY.delay()).isEqualTo(Duration.ofMinutes(10));
    assertThat(new ScrubPace(Duration.ofMinutes(1)).delay()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void estimatesByWhatIsDone() {
    assertThat(ScrubPace.estimate(Duration.ofHours(6), 250)).isEqualTo(Duration.ofHours(24));
    assertThat(ScrubPace.estimate(Duration.ofHours(6), 0)).isZero();
    assertThat(DAY.isTooShortFor(Duration.ofHours(24))).isFalse();
    assertThat(DAY.isTooShortFor(Duration.ofHours(25))).isTrue();
  }
}
