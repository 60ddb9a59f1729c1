// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.HandedOver;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.id.Identifier;
import io.dftp.net.Exchange;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A position at 50, with 10 before it, and others that join between them. */
class ArcHandoverTest {

  private final ArcHandover handover = new ArcHandover();
  private final CallContext context = mock();
  private final List<Message> answers = new ArrayList<>();

  @Test
  void nothingIsHandedOverBeforeTheArcIsItsOwn() {
    claim(30);
    assertThat(answers).isEmpty();

    handover.answered(state(30), from(member(10)));

    assertThat(answers).containsExactly(from(member(10)));
  }

  @Test
  void whoIsNoMoreThePredecessorDoesNotWait() {
    claim(30);

    claim(40);

    assertThat(answers).containsExactly(new Alive());
  }

  @Test
  void theSameAnswerIsGivenAgain() {
    ownsFrom(10);

    claim(30);
    claim(30);

    assertThat(answers).containsExactly(from(member(10)), from(member(10)));
  }

  @Test
  void whoeverIsHandedKeysHearsWhereTheyBegin() {
    ownsFrom(10);

    claim(30);
    claim(40);

    assertThat(answers).containsExactly(from(member(10)), new HandedOver(member(30), member(10)));
  }

  /** It was taken, and then another before it could claim. */
  @Test
  void keysThatTheFormerPredecessorDidNotClaimGoToTheNextOne() {
    ownsFrom(10);
    handover.stepped(state(30));

    claim(40);

    assertThat(answers).containsExactly(from(member(10)));
  }

  /** 10 was handed its keys by another, and did not hear of it. */
  @Test
  void whatTheOneBeforeWasToldIsToldAgain() {
    handover.answered(state(10), new HandedOver(member(10), member(5)));

    claim(10);

    assertThat(answers).containsExactly(from(member(5)));
  }

  @Test
  void onlyThePredecessorIsHandedKeys() {
    ownsFrom(10);
    handover.noticed(member(20), exchange());

    handover.stepped(state(30));

    assertThat(answers).containsExactly(new Alive());
  }

  /** 30 was handed its keys and died; the one before it was just joining. */
  @Test
  void keysOfTheDeadGoToTheOneBeforeIt() {
    ownsFrom(10);
    claim(30);

    claim(20);

    assertThat(answers.get(1)).isEqualTo(from(null));
  }

  @Test
  void somebodyWhoWasHandedKeysInBetweenComesFirst() {
    assertThat(handover.answered(state(10), from(member(30)))).isEqualTo(member(30));
    assertThat(handover.isComplete()).isFalse();

    assertThat(handover.answered(state(30), from(member(30)))).isNull();
    assertThat(handover.isComplete()).isTrue();
  }

  /** All wait for each other, since those who owned anything have died. */
  /** What was handed over is not forgotten meanwhile: nobody might say it again. */
  @Test
  void theArcIsItsOwnAsSoonAsThatOneIsThePredecessor() {
    handover.answered(state(10), from(member(30)));

    handover.stepped(state(30));

    assertThat(handover.isComplete()).isTrue();
  }

  /** Who was alone handed nothing to anybody: those before it have gone. */
  @Test
  void whoeverJoinsOneThatIsAloneIsHandedAllBetweenThem() {
    ownsFrom(10);
    handover.alone(member(50));

    claim(30);

    assertThat(answers).containsExactly(from(member(50)));
  }

  @Test
  void theArcIsTakenAllTheSameWhenManyClaimsStayUnanswered() {
    claim(30);
    unanswered(19);
    handover.answered(state(30), new Alive());
    unanswered(19);
    assertThat(handover.isComplete()).isFalse();

    unanswered(1);

    assertThat(handover.isComplete()).isTrue();
    assertThat(answers).containsExactly(from(null));
  }

  @Test
  void whoWaitsForAnOpenOperationIsAnsweredAtItsEnd() {
    ownsFrom(10);
    handover.noticed(member(30), exchange());

    handover.stepped(state(30).asking(new RingPhase.AskingSuccessor(0, member(90))));
    assertThat(answers).isEmpty();
    handover.stepped(state(30));

    assertThat(answers).containsExactly(from(member(10)));
  }

  @Test
  void onlySoManyWait() {
    for (int i = 0; i < 32; i++) {
      handover.noticed(member(30), exchange());
    }
    assertThat(answers).isEmpty();

    handover.noticed(member(30), exchange());
    assertThat(answers).containsExactly(new Alive());
    handover.close();

    assertThat(answers).hasSize(33).endsWith(new NotMember());
  }

  private void unanswered(int claims) {
    for (int i = 0; i < claims; i++) {
      handover.answered(state(30), null);
    }
  }

  private void ownsFrom(int place) {
    handover.answered(state(place), from(member(place)));
  }

  /** Takes the place for the predecessor, and answers its claim. */
  private void claim(int place) {
    handover.noticed(member(place), exchange());
    handover.stepped(state(place));
  }

  private static HandedOver from(@Nullable RingMember before) {
    return new HandedOver(before, null);
  }

  private Exchange exchange() {
    Exchange exchange = mock();
    when(exchange.context()).thenReturn(context);
    doAnswer(
            call -> {
              answers.add(call.getArgument(0));
              return null;
            })
        .when(exchange)
        .reply(any());
    return exchange;
  }

  private static RingState state(int predecessor) {
    RingMember self = member(50);
    SuccessorList list = SuccessorList.empty(self, 2).copyOf(List.of(member(90)));
    return RingState.outside(self, 2)
        .with(list)
        .asMember(true)
        .withPredecessor(member(predecessor));
  }

  private static RingMember member(int place) {
    return new RingMember(Identifier.of(place), 1, new NodeAddress("10.0.0." + place, 4000));
  }
}
