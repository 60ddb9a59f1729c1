// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One test per rule of the step. Host 5 is the one under test; higher numbers rank higher. */
class ElectionProtocolTest {

  private static final BullyConfig CONFIG = BullyConfig.lan();
  private static final Contender SELF = contender(5);
  private static final Uid GROUP = new Uid(0, 77);

  private final ElectionProtocol protocol = new ElectionProtocol(CONFIG);
  private ElectionState state = ElectionState.initial(SELF, Epoch.NONE);
  private List<ElectionEffect> effects = List.of();
  private long now = 1_000_000_000_000L;

  @Test
  void aStarterAsksWhoLeadsAndStandsWhenNobodyAnswers() {
    happened(new ElectionEvent.Started(now, 0));

    assertThat(said()).containsExactly(new WhoIs(SELF));
    phaseEnds();
    assertThat(said()).containsExactly(new Election(SELF, 0));
    assertThat(role()).isEqualTo(ElectionRole.CANDIDATE);
  }

  @Test
  void aQuestionIsRepeatedTwiceAndNoMore() {
    happened(new ElectionEvent.Started(now, 0));

    repeat();
    assertThat(said()).containsExactly(new WhoIs(SELF));
    repeat();
    assertThat(said()).containsExactly(new WhoIs(SELF));
    repeat();
    assertThat(said()).isEmpty();
  }

  @Test
  void theRepetitionsStopAtTheAnswer() {
    happened(new ElectionEvent.Started(now, 0));
    long generation = state.schedule().repeatGeneration();

    hears(new Heartbeat(contender(9), epoch(1, 9), GROUP));
    happened(new ElectionEvent.TimerFired(now, 0, ElectionTimer.REPEAT, generation));

    assertThat(effects).isEmpty();
  }

  @Test
  void aTimerOfAnEarlierPhaseIsIgnored() {
    happened(new ElectionEvent.Started(now, 0));
    long generation = state.schedule().phaseGeneration();
    hears(new Heartbeat(contender(9), epoch(1, 9), GROUP));
    ElectionState before = state;

    happened(new ElectionEvent.TimerFired(now, 0, ElectionTimer.PHASE, generation));

    assertThat(state).isEqualTo(before);
  }

  @Test
  void aLeaderIsFollowedOnceItsEpochIsPromised() {
    followLeader(9, 3);

    assertThat(state.promised()).isEqualTo(epoch(3, 9));
    assertThat(effects.get(0)).isEqualTo(new ElectionEffect.Persist(epoch(3, 9)));
    assertThat(state.view().coordinator()).contains(contender(9));
  }

  @Test
  void aSilentLeaderIsAskedForBeforeAnybodyStands() {
    followLeader(9, 3);

    pass(Duration.ofSeconds(1));
    phaseEnds();
    assertThat(role()).isEqualTo(ElectionRole.SUSPECT);
    // To everybody, and to the leader where it was heard.
    assertThat(said()).containsExactly(new WhoIs(SELF), new WhoIs(SELF));
    hearsFrom(7, new FeedbackLeaderAlive(contender(7), contender(9), epoch(3, 9), GROUP));

    assertThat(role()).isEqualTo(ElectionRole.FOLLOWER);
  }

  @Test
  void aFollowerWatchesOnWhileHeartbeatsCome() {
    followLeader(9, 3);
    pass(Duration.ofMillis(700));
    hears(new Heartbeat(contender(9), epoch(3, 9), GROUP));
    pass(Duration.ofMillis(300));

    phaseEnds();

    assertThat(role()).isEqualTo(ElectionRole.FOLLOWER);
    assertThat(timer()).isEqualTo(Duration.ofMillis(700).toNanos());
  }

  @Test
  void aFollowerThatHeardItsLeaderLatelyAnswersForIt() {
    followLeader(9, 3);
    FeedbackLeaderAlive alive = new FeedbackLeaderAlive(SELF, contender(9), epoch(3, 9), GROUP);

    hears(new Election(contender(2), 0));
    assertThat(said()).containsExactly(alive);
    hears(new WhoIs(contender(2)));
    assertThat(said()).containsExactly(alive);
    hears(new Claim(contender(2), epoch(4, 2), 0));
    assertThat(said()).containsExactly(alive);
    assertThat(state.promised()).isEqualTo(epoch(3, 9));
  }

  @Test
  void aFollowerDoesNotAnswerForALeaderThatIsSilent() {
    followLeader(9, 3);
    pass(Duration.ofMillis(501));

    hears(new WhoIs(contender(2)));

    assertThat(said()).isEmpty();
  }

  @Test
  void whatOthersSaidOfALeaderIsNotPassedOn() {
    happened(new ElectionEvent.Started(now, 0));
    hearsFrom(7, new FeedbackLeaderAlive(contender(7), contender(9), epoch(3, 9), GROUP));
    assertThat(role()).isEqualTo(ElectionRole.FOLLOWER);

    hears(new WhoIs(contender(2)));

    assertThat(said()).isEmpty();
  }

  @Test
  void aHigherHostObjectsAndStandsItself() {
    happened(new ElectionEvent.Started(now, 0));

    hears(new Election(contender(2), 0));

    // It knows of nobody higher, so it claims at once.
    assertThat(said()).containsExactly(new FeedbackHigher(SELF), new Claim(SELF, epoch(1, 5), 0));
  }

  @Test
  void aLowerHostDoesNotObject() {
    happened(new ElectionEvent.Started(now, 0));

    hears(new Election(contender(8), 0));

    assertThat(said()).isEmpty();
  }

  @Test
  void fromTheThirdAttemptOnRankIsNoReasonToObject() {
    happened(new ElectionEvent.Started(now, 0));

    hears(new Election(contender(2), 3));
    assertThat(said()).isEmpty();
    hears(new Claim(contender(2), epoch(1, 2), 3));

    assertThat(said()).containsExactly(new ClaimAck(SELF, epoch(1, 2)));
  }

  @Test
  void feedbackMakesACandidateWaitAndThenStandAgain() {
    stand();

    hears(new FeedbackHigher(contender(8)));
    assertThat(role()).isEqualTo(ElectionRole.WAITING);
    assertThat(timer()).isEqualTo(CONFIG.coordinator().toNanos());
    phaseEnds();
    // Host 8 was heard, so it may ask first.
    phaseEnds();

    assertThat(said()).containsExactly(new Election(SELF, 1));
  }

  @Test
  void feedbackOfALowerHostIsNoFeedback() {
    stand();

    hears(new FeedbackHigher(contender(2)));

    assertThat(role()).isEqualTo(ElectionRole.CANDIDATE);
  }

  @Test
  void theWaitDoublesUpToEightTimes() {
    stand();
    for (int attempt = 0; attempt < 6; attempt++) {
      hears(new FeedbackHigher(contender(8)));
      assertThat(timer()).isEqualTo(CONFIG.coordinator().toNanos() << Math.min(3, attempt));
      pass(Duration.ofNanos(timer()));
      phaseEnds();
    }
  }

  @Test
  void anUnopposedCandidateClaimsALaterEpochAfterStoringIt() {
    stand();
    hears(new Refusal(contender(2), epoch(1, 5), epoch(7, 2)));

    phaseEnds();

    assertThat(role()).isEqualTo(ElectionRole.CLAIMING);
    assertThat(effects.get(0)).isEqualTo(new ElectionEffect.Persist(epoch(8, 5)));
    assertThat(said()).containsExactly(new Claim(SELF, epoch(8, 5), 0));
  }

  @Test
  void aClaimIsWonWhenNobodyRefusesInTime() {
    claim();

    phaseEnds();

    assertThat(role()).isEqualTo(ElectionRole.LEADER);
    assertThat(effects).contains(new ElectionEffect.Grant(epoch(1, 5)));
    assertThat(said()).containsExactly(new Coordinator(SELF, epoch(1, 5), Uid.NONE));
  }

  @Test
  void aClaimIsWonAtOnceWhenAllThatWereHeardAcknowledge() {
    stand();
    hears(new WhoIs(contender(2)));
    hears(new WhoIs(contender(3)));
    phaseEnds();

    hears(new ClaimAck(contender(2), epoch(1, 5)));
    hears(new ClaimAck(contender(2), epoch(1, 5)));
    assertThat(role()).isEqualTo(ElectionRole.CLAIMING);
    hears(new ClaimAck(contender(3), epoch(1, 5)));

    assertThat(role()).isEqualTo(ElectionRole.LEADER);
  }

  @Test
  void anAcknowledgementOfAnotherClaimDoesNotCount() {
    claim();

    hears(new ClaimAck(contender(2), epoch(9, 5)));

    assertThat(role()).isEqualTo(ElectionRole.CLAIMING);
  }

  @Test
  void aRefusedClaimIsRaisedThreeTimesThenGivenUp() {
    claim();
    for (int i = 0; i < 3; i++) {
      Epoch mine = ((ElectionPhase.Claiming) state.phase()).epoch();
      hears(new Refusal(contender(2), mine, epoch(mine.count() + 3, 2)));
      assertThat(said()).containsExactly(new Claim(SELF, epoch(mine.count() + 4, 5), 0));
    }

    Epoch mine = ((ElectionPhase.Claiming) state.phase()).epoch();
    hears(new Refusal(contender(2), mine, epoch(mine.count() + 3, 2)));

    assertThat(role()).isEqualTo(ElectionRole.WAITING);
    assertThat(state.reason()).isEqualTo(ElectionReason.CLAIM_REFUSED);
  }

  @Test
  void aPromiseIsStoredBeforeItIsAcknowledgedAndRepeatedForACopy() {
    happened(new ElectionEvent.Started(now, 0));
    Claim claim = new Claim(contender(8), epoch(4, 8), 0);

    hears(claim);
    assertThat(effects.get(0)).isEqualTo(new ElectionEffect.Persist(epoch(4, 8)));
    assertThat(said()).containsExactly(new ClaimAck(SELF, epoch(4, 8)));
    assertThat(role()).isEqualTo(ElectionRole.WAITING);
    hears(claim);

    assertThat(said()).containsExactly(new ClaimAck(SELF, epoch(4, 8)));
    assertThat(effects).hasSize(1);
  }

  @Test
  void noCountIsPromisedTwice() {
    happened(new ElectionEvent.Started(now, 0));
    hears(new Claim(contender(8), epoch(4, 8), 0));

    hears(new Claim(contender(9), epoch(4, 9), 0));

    assertThat(said()).containsExactly(new Refusal(SELF, epoch(4, 9), epoch(4, 8)));
    assertThat(state.promised()).isEqualTo(epoch(4, 8));
  }

  @Test
  void ofTwoThatClaimTheLowerIsToldToWaitAndNotToRaiseItsCount() {
    claim();

    hears(new Claim(contender(2), epoch(1, 2), 0));

    assertThat(said()).containsExactly(new FeedbackHigher(SELF));
    assertThat(role()).isEqualTo(ElectionRole.CLAIMING);
  }

  @Test
  void aCandidateAsksOnlyTheHigherHostsThatItKnows() {
    happened(new ElectionEvent.Started(now, 0));
    hears(new WhoIs(contender(2)));
    hears(new WhoIs(contender(8)));
    hears(new WhoIs(contender(9)));

    phaseEnds();
    assertThat(said()).as("they may ask first").isEmpty();
    phaseEnds();

    assertThat(effects)
        .contains(
            new ElectionEffect.Send(address(8), new Election(SELF, 0)),
            new ElectionEffect.Send(address(9), new Election(SELF, 0)));
    assertThat(said()).hasSize(2);
  }

  @Test
  void theClaimOfALowerHostIsOpposed() {
    happened(new ElectionEvent.Started(now, 0));

    hears(new Claim(contender(2), epoch(4, 2), 0));

    assertThat(said()).containsExactly(new FeedbackHigher(SELF), new Claim(SELF, epoch(5, 5), 0));
    assertThat(state.promised()).as("its own").isEqualTo(epoch(5, 5));
  }

  @Test
  void aLeaderBeatsWithItsEpoch() {
    lead();

    phaseEnds();

    assertThat(said()).containsExactly(new Heartbeat(SELF, epoch(1, 5), Uid.NONE));
    assertThat(timer()).isEqualTo(CONFIG.heartbeat().toNanos());
  }

  @Test
  void ofTwoLeadersTheLowerStepsDownAndFollows() {
    lead();

    hears(new Heartbeat(contender(9), epoch(2, 9), GROUP));

    assertThat(role()).isEqualTo(ElectionRole.FOLLOWER);
    assertThat(effects).contains(new ElectionEffect.Revoke(epoch(1, 5), ElectionReason.OUTRANKED));
    assertThat(state.view().coordinator()).contains(contender(9));
  }

  @Test
  void ofTwoLeadersTheHigherStaysUnderALaterEpoch() {
    lead();

    hears(new Heartbeat(contender(2), epoch(6, 2), GROUP));

    assertThat(role()).isEqualTo(ElectionRole.LEADER);
    assertThat(said()).containsExactly(new Coordinator(SELF, epoch(7, 5), Uid.NONE));
    assertThat(effects)
        .containsSubsequence(
            new ElectionEffect.Revoke(epoch(1, 5), ElectionReason.EPOCH_RENEWED),
            new ElectionEffect.Persist(epoch(7, 5)),
            new ElectionEffect.Grant(epoch(7, 5)));
  }

  @Test
  void aLeaderOfAnEarlierEpochIsToldOfTheLaterOne() {
    lead();

    hears(new Heartbeat(contender(9), new Epoch(0, new Uid(0, 9), 1), GROUP));

    assertThat(role()).isEqualTo(ElectionRole.LEADER);
    assertThat(said()).containsExactly(new Heartbeat(SELF, epoch(1, 5), Uid.NONE));
  }

  @Test
  void aLeaderThatLivesBelowAPromiseIsToldAndRenews() {
    happened(new ElectionEvent.Started(now, 0));
    hears(new Claim(contender(8), epoch(4, 8), 0));

    hears(new Heartbeat(contender(9), epoch(3, 9), GROUP));

    assertThat(said()).containsExactly(new Refusal(SELF, epoch(3, 9), epoch(4, 8)));
    assertThat(role()).isEqualTo(ElectionRole.WAITING);
  }

  @Test
  void aRefusedLeaderRenewsItsEpoch() {
    lead();

    hears(new Refusal(contender(2), epoch(1, 5), epoch(4, 8)));
    assertThat(said()).containsExactly(new Coordinator(SELF, epoch(5, 5), Uid.NONE));
    hears(new Refusal(contender(3), epoch(1, 5), epoch(4, 8)));

    assertThat(effects).isEmpty();
  }

  @Test
  void aHigherFollowerAsksForTheLeadOnlyAfterTheHoldDown() {
    followLeader(2, 3);
    for (int i = 0; i < 29; i++) {
      pass(Duration.ofSeconds(1).minusMillis(1));
      hears(new Heartbeat(contender(2), epoch(3, 2), GROUP));
      phaseEnds();
      assertThat(said()).isEmpty();
    }
    pass(Duration.ofMillis(900));
    hears(new Heartbeat(contender(2), epoch(3, 2), GROUP));
    pass(Duration.ofMillis(200));

    phaseEnds();

    assertThat(said()).containsExactly(new Takeover(SELF, epoch(3, 2)));
  }

  @Test
  void aLeaderHandsOverOnlyAfterTheHoldDown() {
    lead();
    Takeover takeover = new Takeover(contender(9), epoch(1, 5));

    hears(takeover);
    assertThat(role()).isEqualTo(ElectionRole.LEADER);
    pass(Duration.ofSeconds(30));
    hears(new Takeover(contender(2), epoch(1, 5)));
    assertThat(role()).isEqualTo(ElectionRole.LEADER);
    hears(takeover);

    assertThat(role()).isEqualTo(ElectionRole.WAITING);
    assertThat(said()).contains(new Resign(SELF, epoch(1, 5), new Uid(0, 9)));
  }

  @Test
  void theNamedSuccessorClaimsAtOnceAndTheOthersWait() {
    followLeader(2, 3);
    hears(new Resign(contender(2), epoch(3, 2), SELF.uid()));
    assertThat(said()).containsExactly(new Claim(SELF, epoch(4, 5), 0));

    state = ElectionState.initial(SELF, Epoch.NONE);
    followLeader(2, 3);
    hears(new Resign(contender(2), epoch(3, 2), new Uid(0, 9)));
    assertThat(role()).isEqualTo(ElectionRole.WAITING);
  }

  @Test
  void aResignationFreesTheFollowersAtOnceAndItsEpochIsOver() {
    followLeader(9, 3);

    hears(new Resign(contender(9), epoch(3, 9), Uid.NONE));
    assertThat(said()).containsExactly(new Election(SELF, 0));
    hears(new Heartbeat(contender(9), epoch(3, 9), GROUP));

    assertThat(role()).isEqualTo(ElectionRole.CANDIDATE);
  }

  @Test
  void aRestartOfTheLeaderEndsItsTerm() {
    followLeader(9, 3);
    Contender restarted = new Contender(new Uid(0, 9), 9, 2, address(9), "n9");

    hears(new WhoIs(restarted));

    assertThat(state.reason()).isEqualTo(ElectionReason.LEADER_RESTARTED);
    assertThat(role()).isEqualTo(ElectionRole.CANDIDATE);
  }

  @Test
  void whatAnEarlierIncarnationSaysIsDropped() {
    happened(new ElectionEvent.Started(now, 0));
    hears(new WhoIs(new Contender(new Uid(0, 9), 9, 2, address(9), "n9")));

    hears(new Heartbeat(contender(9), epoch(3, 9), GROUP));

    assertThat(role()).isEqualTo(ElectionRole.JOINING);
  }

  @Test
  void aCountFarAheadOfAllElectionsIsDropped() {
    happened(new ElectionEvent.Started(now, 0));

    hears(new Heartbeat(contender(9), epoch(Epoch.MAX_COUNT, 9), GROUP));

    assertThat(role()).isEqualTo(ElectionRole.JOINING);
    assertThat(state.terms().largestCount()).isZero();
  }

  @Test
  void whoWithdrewSaysOnlyItsLastWord() {
    lead();

    happened(new ElectionEvent.ResignRequested(now, 0));
    assertThat(said()).containsExactly(new Resign(SELF, epoch(1, 5), Uid.NONE));
    assertThat(effects).contains(new ElectionEffect.Revoke(epoch(1, 5), ElectionReason.WITHDRAWN));
    hears(new Election(contender(2), 0));
    assertThat(effects).isEmpty();
    repeat();

    assertThat(said()).containsExactly(new Resign(SELF, epoch(1, 5), Uid.NONE));
  }

  @Test
  void thePeersRememberedAreBounded() {
    happened(new ElectionEvent.Started(now, 0));

    for (int i = 100; i < 400; i++) {
      hears(new WhoIs(contender(i)));
    }

    assertThat(state.peers()).hasSize(ElectionState.MAX_PEERS);
    assertThat(state.peers().get(127).contender()).isEqualTo(contender(399));
  }

  // --- What the tests are written in.

  private void stand() {
    happened(new ElectionEvent.Started(now, 0));
    phaseEnds();
  }

  private void claim() {
    stand();
    phaseEnds();
  }

  private void lead() {
    claim();
    phaseEnds();
  }

  private void followLeader(int leader, long count) {
    happened(new ElectionEvent.Started(now, 0));
    hears(new Coordinator(contender(leader), epoch(count, leader), GROUP));
    assertThat(role()).isEqualTo(ElectionRole.FOLLOWER);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void phaseEnds() {
    happened(
        new ElectionEvent.TimerFired(
            now, 0, ElectionTimer.PHASE, state.schedule().phaseGeneration()));
  }

  private void repeat() {
    happened(
        new ElectionEvent.TimerFired(
            now, 0, ElectionTimer.REPEAT, state.schedule().repeatGeneration()));
  }

  private void hears(BullyMessage message) {
    happened(new ElectionEvent.Received(now, 0, message.sender().address(), message));
  }

  private void hearsFrom(int index, BullyMessage message) {
    happened(new ElectionEvent.Received(now, 0, address(index), message));
  }

  private void happened(ElectionEvent event) {
    Step<ElectionState, ElectionEffect> step = protocol.step(state, event);
    state = step.state();
    effects = step.effects();
  }

  private List<BullyMessage> said() {
    return effects.stream()
        .flatMap(
            effect ->
                effect instanceof ElectionEffect.Broadcast broadcast
                    ? Stream.of(broadcast.message())
                    : effect instanceof ElectionEffect.Send send
                        ? Stream.of(send.message())
                        : Stream.empty())
        .toList();
  }

  private long timer() {
    return effects.stream()
        .filter(effect -> effect instanceof ElectionEffect.SetTimer)
        .map(effect -> (ElectionEffect.SetTimer) effect)
        .filter(set -> set.timer() == ElectionTimer.PHASE)
        .findFirst()
        .orElseThrow()
        .delayNanos();
  }

  private ElectionRole role() {
    return state.phase().role();
  }

  private static Epoch epoch(long count, int owner) {
    return new Epoch(count, new Uid(0, owner), 1);
  }

  private static Contender contender(int index) {
    return new Contender(new Uid(0, index), index, 1, address(index), "n" + index);
  }

  private static NodeAddress address(int index) {
    return new NodeAddress("10.0.0." + index, 7000);
  }
}
