// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static io.dftp.bully.SteppedElector.contender;
import static io.dftp.bully.SteppedElector.epoch;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.failure.LocalHealth;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A host that is itself slow does not blame the others. */
class SlowHostTest {

  private static final BullyConfig CONFIG = BullyConfig.lan();

  private final SteppedElector host = new SteppedElector(CONFIG);

  @Test
  void whoSleptDoesNotSuspectTheLeaderForIt() {
    host.followLeader(9, 3);

    host.phaseEndsLateBy(Duration.ofSeconds(10));

    assertThat(host.role()).isEqualTo(ElectionRole.FOLLOWER);
    assertThat(host.state.health().score()).isEqualTo(LocalHealth.WORST);
  }

  @Test
  void aSlowHostGivesItsLeaderMoreTimeAndThenSuspectsIt() {
    host.followLeader(9, 3);
    host.phaseEndsLateBy(Duration.ofMillis(800));
    long slept = host.now;

    host.phaseEndsInTime();

    assertThat(host.role()).isEqualTo(ElectionRole.SUSPECT);
    assertThat(Duration.ofNanos(host.now - slept)).isEqualTo(CONFIG.suspectAfter().multipliedBy(4));
  }

  @Test
  void aHostThatIsInTimeAgainIsAsQuickAsBefore() {
    host.followLeader(9, 3);
    host.phaseEndsLateBy(Duration.ofMillis(800));

    for (int i = 0; i < LocalHealth.WORST; i++) {
      host.hears(new Heartbeat(contender(9), epoch(3, 9), SteppedElector.GROUP));
      host.phaseEndsInTime();
    }

    assertThat(host.state.health()).isEqualTo(LocalHealth.WELL);
  }

  @Test
  void aCandidateThatSleptAsksAgainBeforeItClaims() {
    host.start();
    host.phaseEndsInTime();
    assertThat(host.role()).isEqualTo(ElectionRole.CANDIDATE);

    host.phaseEndsLateBy(Duration.ofSeconds(1));

    assertThat(host.role()).isEqualTo(ElectionRole.CANDIDATE);
    assertThat(host.said()).containsExactly(new Election(SteppedElector.SELF, 0));
  }

  @Test
  void whoAlwaysIsLateLeadsAllTheSameWhenNobodyElseDoes() {
    host.start();

    for (int i = 0; i < 12; i++) {
      host.phaseEndsLateBy(Duration.ofSeconds(1));
    }

    assertThat(host.role()).isEqualTo(ElectionRole.LEADER);
  }

  @Test
  void aSlowHostStandsAfterTheOthers() {
    host.followLeader(9, 3);
    host.phaseEndsLateBy(Duration.ofMillis(800));
    host.phaseEndsInTime();

    host.phaseEndsInTime();

    assertThat(host.role()).isEqualTo(ElectionRole.CANDIDATE);
    assertThat(host.said()).as("lets others ask first").isEmpty();
  }

  @Test
  void aSlowHostDoesNotObjectToALowerOne() {
    host.start();
    host.phaseEndsLateBy(Duration.ofSeconds(3));

    host.hears(new Election(contender(2), 0));

    assertThat(host.said()).doesNotContain(new FeedbackHigher(SteppedElector.SELF));
  }
}
