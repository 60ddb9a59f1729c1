// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static io.dftp.bully.SteppedElector.GROUP;
import static io.dftp.bully.SteppedElector.SELF;
import static io.dftp.bully.SteppedElector.address;
import static io.dftp.bully.SteppedElector.contender;
import static io.dftp.bully.SteppedElector.epoch;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Probe;
import io.dftp.bully.BullyMessage.ProbeAnswer;
import io.dftp.bully.BullyMessage.ProbeRequest;
import io.dftp.bully.BullyMessage.WhoIs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A silent leader is looked for by three others before anybody stands. */
class LeaderProbeTest {

  private final SteppedElector host = new SteppedElector(BullyConfig.lan());

  @Test
  void aSuspectLeaderIsProbedDirectlyAndThroughThreeOthers() {
    host.start();
    for (int other = 1; other <= 4; other++) {
      host.hears(new WhoIs(contender(other)));
    }
    host.hears(new BullyMessage.Coordinator(contender(9), epoch(3, 9), GROUP));

    host.phaseEndsInTime();

    assertThat(host.role()).isEqualTo(ElectionRole.SUSPECT);
    assertThat(host.effects).contains(new ElectionEffect.Send(address(9), new WhoIs(SELF)));
    assertThat(host.said())
        .filteredOn(message -> message instanceof ProbeRequest)
        .hasSize(3)
        .containsOnly(new ProbeRequest(SELF, contender(9).uid(), epoch(3, 9)));
    assertThat(host.effects)
        .as("not to the leader itself")
        .doesNotContain(
            new ElectionEffect.Send(
                address(9), new ProbeRequest(SELF, contender(9).uid(), epoch(3, 9))));
  }

  @Test
  void whoHeardTheLeaderLatelyAnswersForItAtOnce() {
    host.followLeader(9, 3);

    host.hears(new ProbeRequest(contender(2), contender(9).uid(), epoch(3, 9)));

    assertThat(host.effects)
        .containsExactly(
            new ElectionEffect.Send(
                address(2), new FeedbackLeaderAlive(SELF, contender(9), epoch(3, 9), GROUP)));
  }

  @Test
  void whoDidNotHearTheLeaderLatelyAsksItForTheOther() {
    host.followLeader(9, 3);
    host.pass(Duration.ofMillis(900));

    host.hears(new ProbeRequest(contender(2), contender(9).uid(), epoch(3, 9)));

    assertThat(host.effects)
        .containsExactly(new ElectionEffect.Send(address(9), new Probe(SELF, address(2))));
  }

  @Test
  void aLeaderAnswersAProbe() {
    host.lead();

    host.hears(new Probe(contender(2), address(3)));

    assertThat(host.said())
        .containsExactly(
            new ProbeAnswer(SELF, host.state.promised(), host.state.group(), address(3)));
  }

  @Test
  void whoDoesNotLeadDoesNotAnswerAProbe() {
    host.followLeader(9, 3);

    host.hears(new Probe(contender(2), address(3)));

    assertThat(host.said()).isEmpty();
  }

  @Test
  void theAnswerIsPassedOnAndIsASignOfLifeHereToo() {
    host.followLeader(9, 3);
    host.phaseEndsInTime();
    assertThat(host.role()).isEqualTo(ElectionRole.SUSPECT);

    host.hears(new ProbeAnswer(contender(9), epoch(3, 9), GROUP, address(2)));

    assertThat(host.role()).isEqualTo(ElectionRole.FOLLOWER);
    assertThat(host.effects)
        .contains(
            new ElectionEffect.Send(
                address(2), new FeedbackLeaderAlive(SELF, contender(9), epoch(3, 9), GROUP)));
  }

  @Test
  void anAnswerOfALeaderThatIsNotFollowedIsNotPassedOn() {
    host.followLeader(9, 3);

    host.hears(new ProbeAnswer(contender(4), epoch(2, 4), GROUP, address(2)));

    assertThat(host.effects)
        .noneMatch(
            effect -> effect instanceof ElectionEffect.Send send && send.to().equals(address(2)));
  }
}
