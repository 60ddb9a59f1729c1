// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingEffect.AnswerBusy;
import io.dftp.chord.RingEffect.AnswerNotMember;
import io.dftp.chord.RingEffect.AnswerPong;
import io.dftp.chord.RingEffect.AnswerState;
import io.dftp.chord.RingEffect.JoinFailed;
import io.dftp.chord.RingEffect.Joined;
import io.dftp.chord.RingEffect.Notify;
import io.dftp.chord.RingEffect.Nudge;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEffect.RetryLater;
import io.dftp.chord.RingEffect.RingChanged;
import io.dftp.chord.RingEffect.SayFarewell;
import io.dftp.chord.RingEffect.StabilizeSoon;
import io.dftp.chord.RingEvent.BusyReply;
import io.dftp.chord.RingEvent.CreateRequested;
import io.dftp.chord.RingEvent.FarewellReceived;
import io.dftp.chord.RingEvent.Gone;
import io.dftp.chord.RingEvent.JoinCalledOff;
import io.dftp.chord.RingEvent.JoinRequested;
import io.dftp.chord.RingEvent.LeaveRequested;
import io.dftp.chord.RingEvent.Notified;
import io.dftp.chord.RingEvent.Nudged;
import io.dftp.chord.RingEvent.PeerDied;
import io.dftp.chord.RingEvent.Pinged;
import io.dftp.chord.RingEvent.Pong;
import io.dftp.chord.RingEvent.Recalled;
import io.dftp.chord.RingEvent.StabilizeTick;
import io.dftp.chord.RingEvent.StateQueried;
import io.dftp.chord.RingEvent.StateReply;
import io.dftp.chord.RingEvent.TimedOut;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.AskingSuccessor;
import io.dftp.chord.RingPhase.Idle;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One claim a test: the operations of "How to Make Chord Correct" (2015) and its model of 2016. */
class RingProtocolTest {

  private static final int R = 3;

  private RingState state = RingState.outside(member(50), R);
  private List<RingEffect> effects = List.of();

  @Test
  void everyEventHasAHandler() {
    assertThat(RingProtocol.events())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(RingEvent.class.getPermittedSubclasses())
                .<Class<? extends RingEvent>>map(type -> type.asSubclass(RingEvent.class))
                .toList());
  }

  @Test
  void aCreatedRingIsOneMemberWithoutNeighbours() {
    after(new CreateRequested());

    assertThat(state.member()).isTrue();
    assertThat(state.successors().entries()).isEmpty();
    assertThat(state.view().arc().orElseThrow().isWhole()).isTrue();
    assertThat(effects).containsExactly(new RingChanged(), new Joined());
  }

  @Test
  void aMemberThatIsAloneAdoptsTheOneThatNotifiesIt() {
    after(new CreateRequested());

    after(new Notified(member(70)));
    after(new StabilizeTick());
    assertThat(effects).containsExactly(new QueryState(0, member(70)));
    after(new StateReply(0, null, members(50)));

    assertSuccessors(70);
    assertThat(state.predecessor()).isEqualTo(member(70));
    assertThat(effects).contains(new Notify(member(70)));
  }

  @Test
  void anExhaustedMemberAdoptsOneOfFormerTimesOnlyOnceItAnswers() {
    after(new CreateRequested());

    after(new Recalled(member(60)));
    assertThat(effects).containsExactly(new QueryState(0, member(60)));
    after(new Gone(0));
    assertSuccessors();

    after(new Recalled(member(70)));
    after(new StateReply(1, member(40), members(80, 40)));

    assertSuccessors(70, 80, 40);
    assertThat(effects).contains(new Notify(member(70)));
  }

  @Test
  void aMemberWithANeighbourAsksNobodyOfFormerTimes() {
    after(new CreateRequested());
    after(new Notified(member(70)));

    after(new Recalled(member(60)));

    assertThat(effects).isEmpty();
    assertThat(state.isIdle()).isTrue();
  }

  @Test
  void aJoinerIsNoMemberUntilItsListIsFilled() {
    after(new JoinRequested(member(40)));
    assertThat(state.member()).isFalse();
    after(new StateQueried(9));
    assertThat(effects).containsExactly(new AnswerNotMember(9));

    after(new StateReply(0, member(30), members(60, 70, 80)));

    assertThat(state.member()).isTrue();
    assertSuccessors(60, 70, 80);
    assertThat(state.predecessor()).isEqualTo(member(40));
    assertThat(effects).containsExactly(new RingChanged(), new Joined(), new StabilizeSoon());
  }

  @Test
  void aJoinFailsAtAMemberWhoseArcToItsSuccessorDoesNotHoldThePlace() {
    after(new JoinRequested(member(20)));

    after(new StateReply(0, null, members(30, 60, 70)));

    assertThat(state.member()).isFalse();
    assertThat(effects).containsExactly(new JoinFailed());
  }

  @Test
  void aJoinFailsWhereAnOldIncarnationStandsInThePlace() {
    after(new JoinRequested(member(40)));

    after(new StateReply(0, null, members(50, 60)));

    assertThat(effects).containsExactly(new JoinFailed());
  }

  @Test
  void aJoinIsTriedAgainWhenTheAskedIsBusySilentOrGone() {
    for (RingEvent answer : List.of(new BusyReply(0), new TimedOut(0), new Gone(0))) {
      state = RingState.outside(member(50), R);
      after(new JoinRequested(member(40)));

      after(answer);

      assertThat(state.isIdle()).isTrue();
      assertThat(effects).containsExactly(new JoinFailed());
    }
  }

  @Test
  void anAnswerAfterAJoinWasCalledOffHasNoEffect() {
    after(new JoinRequested(member(40)));
    after(new JoinCalledOff());

    after(new StateReply(0, null, members(60, 70)));

    assertThat(state.member()).isFalse();
    assertThat(effects).isEmpty();
  }

  @Test
  void stabilizeAsksTheFirstSuccessorAndCopiesItsList() {
    state = ringMember(40, 60, 70, 80);

    after(new StabilizeTick());
    assertThat(effects).containsExactly(new QueryState(0, member(60)));
    after(new StateReply(0, member(50), members(70, 85, 90)));

    assertSuccessors(60, 70, 85);
    assertThat(effects)
        .containsExactly(
            new Notify(member(60)), new StabilizeSoon(), new Nudge(member(40)), new RingChanged());
  }

  @Test
  void aRoundThatChangesNothingOnlyNotifies() {
    state = ringMember(40, 60, 70, 80);

    after(new StabilizeTick());
    after(new StateReply(0, member(50), members(70, 80, 90)));

    assertThat(effects).containsExactly(new Notify(member(60)));
  }

  @Test
  void aNearerSuccessorIsAskedBeforeItIsAdopted() {
    state = ringMember(40, 60, 70, 80);

    after(new StabilizeTick());
    after(new StateReply(0, member(55), members(70, 80, 90)));
    assertThat(effects).containsExactly(new QueryState(1, member(55)));
    assertSuccessors(60, 70, 80);
    after(new StateReply(1, member(40), members(60, 70, 80)));

    assertSuccessors(55, 60, 70);
    assertThat(effects).contains(new Notify(member(55)));
  }

  @Test
  void aNearerSuccessorThatDoesNotAnswerIsNotAdopted() {
    for (RingEvent silence : List.of(new Gone(1), new TimedOut(1))) {
      state = ringMember(40, 60, 70, 80);
      after(new StabilizeTick());
      after(new StateReply(0, member(55), members(70, 80, 90)));

      after(silence);

      assertSuccessors(60, 70, 80);
      assertThat(state.isIdle()).isTrue();
      assertThat(effects).containsExactly(new Notify(member(60)));
    }
  }

  @Test
  void theDeadHeadIsDroppedAndNothingTakesItsPlaceAtTheTail() {
    state = ringMember(40, 60, 70, 80);
    after(new StabilizeTick());

    after(new Gone(0));

    assertSuccessors(70, 80);
    assertThat(effects).contains(new Notify(member(70)), new StabilizeSoon());
  }

  @Test
  void silenceAloneDropsNobody() {
    state = ringMember(40, 60, 70, 80);
    after(new StabilizeTick());

    after(new TimedOut(0));

    assertSuccessors(60, 70, 80);
    assertThat(effects).containsExactly(new RetryLater());
  }

  @Test
  void whoHearsBusyAbandonsItsOperationAndTriesAgainLater() {
    state = ringMember(40, 60, 70, 80);
    RingState before = state;
    after(new StabilizeTick());

    after(new BusyReply(0));

    assertThat(state.view().toString()).isEqualTo(before.view().toString());
    assertThat(state.isIdle()).isTrue();
    assertThat(effects).containsExactly(new RetryLater());
  }

  @Test
  void aStateQueryDuringAnOperationIsAnsweredBusyAndAPingWithPong() {
    state = ringMember(40, 60);
    after(new StateQueried(1));
    assertThat(effects).containsExactly(new AnswerState(1, member(40), members(60)));
    after(new StabilizeTick());

    after(new StateQueried(2));
    assertThat(effects).containsExactly(new AnswerBusy(2));
    after(new Pinged(3));
    assertThat(effects).containsExactly(new AnswerPong(3));
  }

  @Test
  void aLateAnswerHasNoEffect() {
    state = ringMember(40, 60, 70, 80);
    after(new StabilizeTick());
    after(new BusyReply(0));

    after(new StateReply(0, member(55), members(61, 62, 63)));

    assertSuccessors(60, 70, 80);
    assertThat(effects).isEmpty();
  }

  @Test
  void aTickDuringAnOperationIsSkipped() {
    state = ringMember(40, 60);
    after(new StabilizeTick());

    after(new StabilizeTick());

    assertThat(effects).isEmpty();
    assertThat(state.phase()).isEqualTo(new AskingSuccessor(0, member(60)));
  }

  @Test
  void aNotificationDuringAnOperationWaitsBehindIt() {
    state = ringMember(40, 60, 70, 80);
    after(new StabilizeTick());

    after(new Notified(member(45)));
    assertThat(state.predecessor()).isEqualTo(member(40));
    assertThat(state.phase()).isInstanceOf(AskingSuccessor.class);
    after(new StateReply(0, member(50), members(70, 80, 90)));

    assertThat(state.predecessor()).isEqualTo(member(45));
    assertThat(state.waitingNotifier()).isNull();
  }

  @Test
  void ofTwoWaitingNotificationsTheNearerStays() {
    state = ringMember(30, 60);
    after(new StabilizeTick());

    after(new Notified(member(45)));
    after(new Notified(member(35)));

    assertThat(state.waitingNotifier()).isEqualTo(member(45));
  }

  @Test
  void aNearerNotifierIsAdoptedAndTheOldPredecessorIsToldToStabilize() {
    state = ringMember(40, 60);

    after(new Notified(member(45)));

    assertThat(state.predecessor()).isEqualTo(member(45));
    assertThat(effects).containsExactly(new Nudge(member(40)), new RingChanged());
  }

  @Test
  void aFartherNotifierIsAdoptedOnlyIfThePredecessorIsGone() {
    state = ringMember(40, 60);
    after(new Notified(member(30)));
    assertThat(effects).containsExactly(new QueryLife(0, member(40)));
    assertThat(state.phase()).isEqualTo(new PingingPredecessor(0, member(30)));

    after(new Pong(0));
    assertThat(state.predecessor()).isEqualTo(member(40));

    after(new Notified(member(30)));
    after(new TimedOut(1));
    assertThat(state.predecessor()).isEqualTo(member(40));

    after(new Notified(member(30)));
    after(new Gone(2));
    assertThat(state.predecessor()).isEqualTo(member(30));
    assertThat(state.phase()).isEqualTo(new Idle());
  }

  @Test
  void aHigherIncarnationReplacesItsOldSelfAndALowerOneNot() {
    RingMember restarted = new RingMember(Identifier.of(40), 2, member(40).address());
    state = ringMember(40, 60);

    after(new Notified(restarted));
    assertThat(state.predecessor()).isEqualTo(restarted);

    after(new Notified(member(40)));
    assertThat(state.predecessor()).isEqualTo(restarted);
    assertThat(effects).isEmpty();
  }

  @Test
  void aDeadPredecessorIsForgotten() {
    state = ringMember(40, 60);

    after(new PeerDied(member(40)));

    assertThat(state.predecessor()).isNull();
    assertThat(state.view().arc()).isEmpty();
    assertThat(effects).contains(new RingChanged());
  }

  @Test
  void anExhaustedListFallsBackToThePredecessor() {
    state = ringMember(40, 60);
    after(new StabilizeTick());
    after(new Gone(0));
    assertSuccessors();

    after(new StabilizeTick());
    assertThat(state.phase()).isEqualTo(new AskingPredecessor(1, member(40)));
    after(new StateReply(1, member(30), members(50, 60)));

    assertSuccessors(40);
  }

  @Test
  void anExhaustedListWithADeadPredecessorLeavesARingOfOne() {
    state = ringMember(40, 60);
    after(new StabilizeTick());
    after(new Gone(0));
    after(new StabilizeTick());

    after(new TimedOut(1));
    assertThat(state.predecessor()).isEqualTo(member(40));
    after(new StabilizeTick());
    after(new Gone(2));

    assertThat(state.predecessor()).isNull();
    assertThat(state.view().arc().orElseThrow().isWhole()).isTrue();
  }

  @Test
  void thePartnerInARingOfTwoIsForgottenAltogetherWhenItDies() {
    state = ringMember(60, 60);
    after(new StabilizeTick());

    after(new Gone(0));

    assertSuccessors();
    assertThat(state.predecessor()).isNull();
  }

  @Test
  void inASmallRingTheListEndsBeforeItsOwner() {
    state = ringMember(40, 60, 40);
    after(new StabilizeTick());

    after(new StateReply(0, member(50), members(40, 50)));

    assertSuccessors(60, 40);
  }

  @Test
  void anEntryOfADepartedMemberDoesNotComeBackIntoASmallRing() {
    // 60 still lists the departed 55 behind its own closing of the circle.
    state = ringMember(60, 60);
    after(new StabilizeTick());

    after(new StateReply(0, member(50), members(50, 55)));

    assertSuccessors(60);
  }

  @Test
  void aLeaverTellsItsNeighboursAndIsNoMemberAnyMore() {
    state = ringMember(40, 60, 70);

    after(new LeaveRequested());

    assertThat(state.member()).isFalse();
    assertThat(effects)
        .containsExactly(
            new SayFarewell(member(40), member(40)),
            new SayFarewell(member(60), member(40)),
            new SayFarewell(member(70), member(40)),
            new RingChanged());
  }

  @Test
  void aFarewellPatchesListAndPredecessorAtOnce() {
    state = ringMember(40, 60, 70);
    after(new FarewellReceived(1, member(60), member(50)));
    assertSuccessors(70);
    assertThat(effects).contains(new AnswerPong(1), new StabilizeSoon());

    after(new FarewellReceived(2, member(40), member(30)));
    assertThat(state.predecessor()).isEqualTo(member(30));
  }

  @Test
  void aFarewellInARingOfTwoLeavesARingOfOne() {
    state = ringMember(60, 60);

    after(new FarewellReceived(1, member(60), member(50)));

    assertThat(state.view().arc().orElseThrow().isWhole()).isTrue();
  }

  @Test
  void aFarewellDuringAnOperationIsAnsweredBusy() {
    state = ringMember(40, 60);
    after(new StabilizeTick());

    after(new FarewellReceived(1, member(60), member(50)));

    assertSuccessors(60);
    assertThat(effects).containsExactly(new AnswerBusy(1));
  }

  @Test
  void aNudgeLeadsToARound() {
    state = ringMember(40, 60);

    after(new Nudged());

    assertThat(effects).containsExactly(new StabilizeSoon());
  }

  private void after(RingEvent event) {
    Step<RingState, RingEffect> step = RingProtocol.step(state, event);
    state = step.state();
    effects = step.effects();
  }

  private void assertSuccessors(int... ids) {
    assertThat(state.successors().entries()).isEqualTo(members(ids));
  }

  private static RingState ringMember(int predecessor, int... successors) {
    return memberOf(member(predecessor), members(successors));
  }

  private static RingState memberOf(@Nullable RingMember predecessor, List<RingMember> list) {
    return RingState.outside(member(50), R)
        .with(new SuccessorList(member(50), R, list))
        .withPredecessor(predecessor)
        .asMember(true);
  }

  private static List<RingMember> members(int... ids) {
    return Arrays.stream(ids).mapToObj(RingProtocolTest::member).toList();
  }

  private static RingMember member(int id) {
    return new RingMember(Identifier.of(id), 1, new NodeAddress("h" + id, 1));
  }
}
