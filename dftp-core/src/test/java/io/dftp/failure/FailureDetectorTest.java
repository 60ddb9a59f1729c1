// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.NodeAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureDetectorTest {

  private static final FailureConfig CONFIG = FailureConfig.lan();
  private static final NodeAddress PEER = new NodeAddress("10.0.0.1", 1);

  // Begins before zero, because a monotonic clock may.
  private long now = -Duration.ofSeconds(1).toNanos();
  private final FailureDetector detector = new FailureDetector(CONFIG, now);

  @Test
  void aNewPeerIsAlive() {
    detector.watch(PEER, now);

    assertThat(judged()).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void silenceMakesASuspectAndThenADeadPeer() {
    detector.watch(PEER, now);

    pass(CONFIG.suspectAfter().minusMillis(1));
    assertThat(judged()).isEqualTo(Liveness.ALIVE);
    pass(Duration.ofMillis(1));
    assertThat(judged()).isEqualTo(Liveness.SUSPECT);
    pass(CONFIG.deadAfter().minus(CONFIG.suspectAfter()).minusMillis(1));
    assertThat(judged()).isEqualTo(Liveness.SUSPECT);
    pass(Duration.ofMillis(1));
    assertThat(judged()).isEqualTo(Liveness.DEAD);
  }

  @Test
  void oneAnswerMakesTheDeadAlive() {
    detector.watch(PEER, now);
    pass(CONFIG.deadAfter());

    detector.heartbeat(PEER, now);

    assertThat(judged()).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void refusedConnectionsShortenTheWait() {
    detector.watch(PEER, now);

    detector.missed(PEER, now);
    assertThat(judged()).isEqualTo(Liveness.SUSPECT);
    for (int i = 1; i < CONFIG.refusalsUntilDead(); i++) {
      detector.missed(PEER, now);
    }
    assertThat(judged()).as("not before its time").isEqualTo(Liveness.SUSPECT);
    pass(CONFIG.refusedDeadAfter());
    assertThat(judged()).isEqualTo(Liveness.DEAD);
  }

  @Test
  void aRefusalBeforeAnAnswerIsForgotten() {
    detector.watch(PEER, now);
    for (int i = 1; i < CONFIG.refusalsUntilDead(); i++) {
      detector.missed(PEER, now);
    }

    detector.heartbeat(PEER, now);
    detector.missed(PEER, now);
    pass(CONFIG.refusedDeadAfter());

    assertThat(judged()).isEqualTo(Liveness.SUSPECT);
  }

  @Test
  void aStandstillOfThisHostCountsAgainstNobody() {
    detector.watch(PEER, now);
    pass(Duration.ofMillis(100));

    now += Duration.ofSeconds(30).toNanos();
    assertThat(detector.advance(now)).isEqualTo(Duration.ofSeconds(30).toNanos());

    assertThat(judged()).isEqualTo(Liveness.ALIVE);
    assertThat(detector.silenceNanos(PEER, now)).isEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void aPeerThatAnswersPromptlyIsJudgedByTheConfiguredTimes() {
    detector.watch(PEER, now);
    for (int i = 0; i < 20; i++) {
      detector.answered(PEER, Duration.ofMillis(2).toNanos(), now);
    }

    pass(CONFIG.suspectAfter().minusMillis(1));
    assertThat(judged()).isEqualTo(Liveness.ALIVE);
    pass(Duration.ofMillis(1));
    assertThat(judged()).isEqualTo(Liveness.SUSPECT);
  }

  @Test
  void aPeerWhoseAnswersAreSlowHasLonger() {
    detector.watch(PEER, now);
    for (int i = 0; i < 50; i++) {
      detector.answered(PEER, Duration.ofMillis(700).toNanos(), now);
    }

    pass(CONFIG.suspectAfter().plusMillis(1000));
    assertThat(judged()).isEqualTo(Liveness.ALIVE);
    pass(Duration.ofMillis(300));
    assertThat(judged()).isEqualTo(Liveness.SUSPECT);
  }

  @Test
  void evenTheSlowestPeerIsDeadSomeTime() {
    detector.watch(PEER, now);
    detector.answered(PEER, Duration.ofHours(1).toNanos(), now);

    pass(CONFIG.deadAfter().plus(CONFIG.suspectAfter().multipliedBy(3)));

    assertThat(judged()).isEqualTo(Liveness.DEAD);
  }

  @Test
  void aHostThatIsItselfSlowGivesOthersMoreTimeUpToFourfold() {
    detector.watch(PEER, now);
    detector.timerFired(Duration.ofMillis(300).toNanos());

    pass(CONFIG.suspectAfter());
    assertThat(judged()).isEqualTo(Liveness.ALIVE);
    pass(CONFIG.suspectAfter());
    assertThat(judged()).isEqualTo(Liveness.SUSPECT);
    for (int i = 0; i < 20; i++) {
      detector.timerFired(Duration.ofSeconds(1).toNanos());
    }
    pass(CONFIG.deadAfter().multipliedBy(4).minus(CONFIG.suspectAfter().multipliedBy(2)));
    assertThat(judged()).isEqualTo(Liveness.DEAD);
  }

  @Test
  void aPeerThatAThirdHostReachesIsNotDeadButNotForEver() {
    detector.watch(PEER, now);

    Duration step = CONFIG.pingPeriod();
    Duration silence = Duration.ZERO;
    while (silence.plus(step).compareTo(CONFIG.deadAfter().multipliedBy(2)) < 0) {
      pass(step);
      silence = silence.plus(step);
      detector.vouched(PEER, now);
      assertThat(judged()).isNotEqualTo(Liveness.DEAD);
    }
    pass(step);

    assertThat(judged()).isEqualTo(Liveness.DEAD);
  }

  @Test
  void whatAThirdHostSaidLongAgoDoesNotCount() {
    detector.watch(PEER, now);
    pass(CONFIG.suspectAfter().minusMillis(1));
    detector.vouched(PEER, now);

    pass(CONFIG.deadAfter().minus(CONFIG.suspectAfter()).plusMillis(1));

    assertThat(judged()).isEqualTo(Liveness.DEAD);
  }

  @Test
  void relationsBetweenTheTimesAreChecked() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new FailureConfig(second, second, second, second, 1, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two periods");
    assertThatThrownBy(
            () ->
                new FailureConfig(
                    second, second.multipliedBy(3), second.multipliedBy(2), second, 1, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shorter than deadAfter");
  }

  private Liveness judged() {
    return detector.liveness(PEER, now);
  }

  /** Lets time pass in small pieces, as the ticks of a loop that runs do. */
  private void pass(Duration time) {
    long end = now + time.toNanos();
    while (now < end) {
      now = Math.min(end, now + Duration.ofMillis(100).toNanos());
      assertThat(detector.advance(now)).isZero();
    }
  }
}
