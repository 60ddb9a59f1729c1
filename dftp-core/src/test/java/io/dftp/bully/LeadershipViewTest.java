// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static io.dftp.bully.SteppedElector.GROUP;
import static io.dftp.bully.SteppedElector.SELF;
import static io.dftp.bully.SteppedElector.contender;
import static io.dftp.bully.SteppedElector.epoch;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.discovery.Uid;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeadershipViewTest {

  private final SteppedElector host = new SteppedElector(BullyConfig.lan());

  @Test
  void theGroupOfTheLeaderIsShownAndFollowsItsHeartbeats() {
    host.followLeader(9, 3);
    assertThat(host.state.view().group()).isEqualTo(GROUP);

    Uid other = new Uid(8, 8);
    host.hears(new Heartbeat(contender(9), epoch(3, 9), other));

    assertThat(host.state.view().group()).isEqualTo(other);
    assertThat(host.effects).contains(new ElectionEffect.Publish(host.state.view()));
  }

  @Test
  void aLeaderTellsItsGroup() {
    host.happened(new ElectionEvent.GroupChanged(host.now, 0, GROUP));
    host.lead();

    host.phaseEndsInTime();

    assertThat(host.state.view().group()).isEqualTo(GROUP);
    assertThat(host.said()).containsExactly(new Heartbeat(SELF, host.state.promised(), GROUP));
  }

  @Test
  void aReasonIsGivenForEveryRoleWithoutALeaderAndForNoOther() {
    Set<ElectionRole> leading =
        EnumSet.of(ElectionRole.FOLLOWER, ElectionRole.SUSPECT, ElectionRole.LEADER);
    for (ElectionReason reason : ElectionReason.values()) {
      for (ElectionRole role : EnumSet.complementOf(EnumSet.copyOf(leading))) {
        assertThat(LeadershipView.leaderless(role, reason).whyNoLeader()).isPresent();
      }
    }
    host.followLeader(9, 3);
    assertThat(host.state.view().whyNoLeader()).isEmpty();
    host.phaseEndsInTime();
    assertThat(host.role()).isEqualTo(ElectionRole.SUSPECT);
    assertThat(host.state.view().whyNoLeader()).isEmpty();
  }

  @Test
  void everyRoleSaysWhyItWasTaken() {
    for (ElectionReason reason : ElectionReason.values()) {
      LeadershipView view = LeadershipView.leaderless(ElectionRole.WAITING, reason);
      assertThat(view.why()).isEqualTo(view.whyNoLeader().orElseThrow());
    }
    host.followLeader(9, 3);
    assertThat(host.state.view().why())
        .isEqualTo("the coordinator tells of itself under the latest epoch");
    host.phaseEndsInTime();
    assertThat(host.state.view().why()).startsWith("the coordinator fell silent");
  }

  @Test
  void aLeaderSaysWhyItLeads() {
    host.lead();

    assertThat(host.state.view().why())
        .isEqualTo(
            "this host claimed the lead, nobody of higher rank objected, and nobody refused");

    host.hears(new Heartbeat(contender(3), epoch(100, 3), GROUP));

    assertThat(host.role()).isEqualTo(ElectionRole.LEADER);
    assertThat(host.state.view().why()).startsWith("this host led already, and took a later epoch");
  }

  @Test
  void theReasonNamesWhatIsWaitedFor() {
    host.start();
    host.phaseEndsInTime();
    host.hears(new FeedbackHigher(contender(9)));

    assertThat(host.state.view().whyNoLeader())
        .hasValue("this host waits for another one to lead, because a host of higher rank stands");
  }

  @Test
  void aLeaderThatResignsNamesTheHighestThatItHeardLately() {
    host.lead();
    host.hears(new WhoIs(contender(3)));
    host.hears(new WhoIs(contender(4)));
    host.hears(new WhoIs(contender(2)));
    Epoch led = host.state.promised();

    host.happened(new ElectionEvent.ResignRequested(host.now, 0));

    assertThat(host.said()).containsExactly(new Resign(SELF, led, contender(4).uid()));
  }

  @Test
  void aLeaderThatHeardNobodyLatelyLeavesItToAnElection() {
    host.lead();
    Epoch led = host.state.promised();

    host.happened(new ElectionEvent.ResignRequested(host.now, 0));

    assertThat(host.said()).containsExactly(new Resign(SELF, led, Uid.NONE));
  }
}
