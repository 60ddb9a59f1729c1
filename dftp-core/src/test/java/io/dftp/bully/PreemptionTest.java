// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static io.dftp.bully.SteppedElector.SELF;
import static io.dftp.bully.SteppedElector.contender;
import static io.dftp.bully.SteppedElector.epoch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Takeover;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PreemptionTest {

  private static final Duration HOLD_DOWN = Duration.ofSeconds(30);

  @Test
  void neverMeansThatALowerLeaderIsLeftInPeace() {
    SteppedElector host = electorWith(Preemption.never());
    host.followLeader(2, 3);

    for (int i = 0; i < 200; i++) {
      host.pass(Duration.ofMillis(900));
      host.hears(new Heartbeat(contender(2), epoch(3, 2), SteppedElector.GROUP));
      host.phaseEndsInTime();
      assertThat(host.said()).isEmpty();
    }
  }

  @Test
  void neverMeansThatALeaderKeepsItsLead() {
    SteppedElector host = electorWith(Preemption.never());
    host.lead();
    host.pass(Duration.ofDays(1));

    host.hears(new Takeover(contender(9), host.state.promised()));

    assertThat(host.role()).isEqualTo(ElectionRole.LEADER);
  }

  @Test
  void alwaysMeansThatALowerLeaderIsAskedAtOnce() {
    SteppedElector host = electorWith(Preemption.always());
    host.start();

    host.hears(new Coordinator(contender(2), epoch(3, 2), SteppedElector.GROUP));

    assertThat(host.said()).containsExactly(new Takeover(SELF, epoch(3, 2)));
  }

  @Test
  void alwaysMeansThatALeaderHandsOverAtOnce() {
    SteppedElector host = electorWith(Preemption.always());
    host.lead();

    host.hears(new Takeover(contender(9), host.state.promised()));

    assertThat(host.state.reason()).isEqualTo(ElectionReason.HANDED_OVER);
  }

  @Test
  void eachHandOverDoublesTheHoldDownUntilItIsForgotten() {
    Preemption delayed = Preemption.delayed(HOLD_DOWN);
    HandOvers once = HandOvers.NONE.andOneAt(0, delayed.forgivenAfterNanos());
    long later = HOLD_DOWN.toNanos();

    assertThat(delayed.yieldsAfter(later, HandOvers.NONE, later)).isTrue();
    assertThat(delayed.yieldsAfter(later, once, later)).isFalse();
    assertThat(delayed.yieldsAfter(2 * later, once, 2 * later)).isTrue();
    assertThat(delayed.yieldsAfter(later, once, 20 * later)).as("forgotten").isTrue();
  }

  @Test
  void theHoldDownGrowsEightfoldAtMost() {
    Preemption delayed = Preemption.delayed(HOLD_DOWN);
    HandOvers many = new HandOvers(100, 0);

    assertThat(delayed.yieldsAfter(8 * HOLD_DOWN.toNanos() - 1, many, 1)).isFalse();
    assertThat(delayed.yieldsAfter(8 * HOLD_DOWN.toNanos(), many, 1)).isTrue();
  }

  @Test
  void aLeaderThatHandedOverHoldsTheNextLeadLonger() {
    SteppedElector host = electorWith(Preemption.delayed(HOLD_DOWN));
    host.lead();
    host.pass(HOLD_DOWN);
    host.hears(new Takeover(contender(9), host.state.promised()));
    assertThat(host.state.reason()).isEqualTo(ElectionReason.HANDED_OVER);
    while (host.role() != ElectionRole.LEADER) {
      host.phaseEndsInTime();
    }

    host.pass(HOLD_DOWN);
    host.hears(new Takeover(contender(9), host.state.promised()));
    assertThat(host.role()).isEqualTo(ElectionRole.LEADER);
    host.pass(HOLD_DOWN);
    host.hears(new Takeover(contender(9), host.state.promised()));

    assertThat(host.state.reason()).isEqualTo(ElectionReason.HANDED_OVER);
  }

  @Test
  void aHoldDownIsAtLeastTenHeartbeats() {
    assertThatThrownBy(() -> BullyConfig.lan().with(Preemption.delayed(Duration.ofSeconds(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ten heartbeats");
  }

  private static SteppedElector electorWith(Preemption preemption) {
    return new SteppedElector(BullyConfig.lan().with(preemption));
  }
}
