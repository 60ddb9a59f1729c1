// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.ArcEffect.AnswerNotice;
import io.dftp.chord.ArcEffect.AwaitOwners;
import io.dftp.chord.ArcEffect.Follow;
import io.dftp.chord.ArcEffect.NameFollower;
import io.dftp.chord.ArcEffect.TellWhereKeysBegin;
import io.dftp.chord.ArcEvent.ClaimAnswered;
import io.dftp.chord.ArcEvent.Followed;
import io.dftp.chord.ArcEvent.MemberGone;
import io.dftp.chord.ArcEvent.Noticed;
import io.dftp.chord.ArcEvent.RingStepped;
import io.dftp.chord.ArcEvent.VacancyOver;
import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.HandedOver;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.NotifyAnswer;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A position at 50, with 10 before it, 90 after it, and others that join between them. */
class ArcHandoverTest {

  private final List<NotifyAnswer> answers = new ArrayList<>();
  private final List<ArcEffect> others = new ArrayList<>();
  private ArcState arc = ArcState.NONE;
  private RingState ring = state(10);
  private long query;

  @Test
  void everyEventHasAHandler() {
    assertThat(ArcHandover.events())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ArcEvent.class.getPermittedSubclasses())
                .<Class<? extends ArcEvent>>map(type -> type.asSubclass(ArcEvent.class))
                .toList());
  }

  @Test
  void nothingIsHandedOverBeforeTheKeysAreItsOwn() {
    claim(30);
    assertThat(answers).isEmpty();

    feed(new ClaimAnswered(ring, from(10)));

    assertThat(answers).containsExactly(from(10));
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

    assertThat(answers).containsExactly(from(10), from(10));
  }

  @Test
  void whoeverIsHandedKeysHearsWhereTheyBegin() {
    ownsFrom(10);

    claim(30);
    claim(40);

    assertThat(answers).containsExactly(from(10), new HandedOver(member(30), member(10)));
  }

  /** It was taken, and then another before it could claim. */
  @Test
  void keysThatTheFormerPredecessorDidNotClaimGoToTheNextOne() {
    ownsFrom(10);
    ringSteps(state(30));

    claim(40);

    assertThat(answers).containsExactly(from(10));
  }

  /** 10 was handed its keys by another, and did not hear of it. */
  @Test
  void whatTheOneBeforeWasToldIsToldAgain() {
    feed(new ClaimAnswered(ring, new HandedOver(member(10), member(5))));

    claim(10);

    assertThat(answers).containsExactly(from(5));
  }

  @Test
  void onlyThePredecessorIsHandedKeys() {
    ownsFrom(10);
    notice(20, null);

    ringSteps(state(30));

    assertThat(answers).containsExactly(new Alive());
  }

  @Test
  void keysBeginWhereTheyWereSaidToWhoeverThePredecessorIs() {
    feed(new ClaimAnswered(ring, from(30)));

    assertThat(arc.from(ring)).isEqualTo(member(30));
    assertThat(arc.unproven(ring)).isEqualTo(member(30));
    assertThat(others).containsExactly(new Follow(member(30)));
  }

  @Test
  void whoeverComesInBetweenIsLeftItsKeysBeforeItClaimsThem() {
    ownsFrom(10);

    ringSteps(state(30));

    assertThat(arc.from(ring)).isEqualTo(member(30));
    assertThat(arc.start()).isEqualTo(member(10));
  }

  /** What it had and no more: 5, or somebody who has just joined, owns the keys before. */
  @Test
  void ofOneThatHasGoneExactlyItsKeysAreTaken() {
    ownsFrom(30);
    notice(30, member(20));
    ringSteps(state(30));

    feed(new MemberGone(ring, member(30), null));
    ringSteps(state(5));

    assertThat(arc.from(ring)).isEqualTo(member(20));
    assertThat(arc.unproven(ring)).isEqualTo(member(20));
  }

  /** A joiner with an old list claims what is owned by others whom the ring protocol forgot. */
  @Test
  void nobodyIsHandedWhatIsAnothers() {
    ownsFrom(30);
    notice(30, member(20));
    ringSteps(state(30));
    feed(new MemberGone(ring, member(30), null));
    answers.clear();

    claim(5);

    assertThat(answers).containsExactly(new Alive());
    assertThat(arc.start()).isEqualTo(member(20));
  }

  @Test
  void theOwnKeysStayWhileThePredecessorIsUnknown() {
    ownsFrom(10);

    ringSteps(state(10).withPredecessor(null));

    assertThat(arc.from(ring)).isEqualTo(member(10));
  }

  @Test
  void whereNobodyKnowsHowFarTheKeysReachedOwnersHaveATimeToShowUp() {
    ownsFrom(30);
    ringSteps(state(10));
    assertThat(others).contains(new AwaitOwners());
    assertThat(arc.from(ring)).isEqualTo(member(30));

    feed(new VacancyOver(ring));

    assertThat(arc.from(ring)).isEqualTo(member(10));
  }

  @Test
  void freeKeysAreTakenOnceThereIsAPredecessor() {
    ownsFrom(30);
    ringSteps(state(30).withPredecessor(null));
    feed(new VacancyOver(ring));
    assertThat(arc.from(ring)).isEqualTo(member(30));

    ringSteps(state(10));

    assertThat(arc.from(ring)).isEqualTo(member(10));
  }

  @Test
  void theLastOfTwoHasAllAtOnce() {
    ownsFrom(30);
    notice(30, member(50));
    ringSteps(state(30));

    ringSteps(alone());

    assertThat(arc.from(ring)).isEqualTo(member(50));
  }

  @Test
  void whoFollowsIsToldWhereTheKeysBeginBeforeTheyAreHandedOver() {
    ownsFrom(10);
    feed(new Followed(ring, member(90)));
    assertThat(others).endsWith(new TellWhereKeysBegin(member(90)));
    notice(30, null);

    Step<ArcState, ArcEffect> step = ArcHandover.step(arc, new RingStepped(ring, state(30)));

    assertThat(step.state().start()).isEqualTo(member(30));
    assertThat(step.effects())
        .containsExactly(
            new TellWhereKeysBegin(member(90)),
            new Follow(member(30)),
            new AnswerNotice(query - 1, from(10)));
  }

  /** Whoever took over from one that has gone may not know of an owner in between. */
  @Test
  void whoFollowsFartherThanAnotherIsToldOfThatOne() {
    ownsFrom(10);
    feed(new Followed(ring, member(60)));
    others.clear();

    feed(new Followed(ring, member(90)));

    assertThat(others).containsExactly(new NameFollower(member(90), member(60)));
    assertThat(arc.follower()).isEqualTo(member(60));
  }

  @Test
  void anotherFollowsOnceTheFirstHasGone() {
    ownsFrom(10);
    feed(new Followed(ring, member(60)));
    feed(new MemberGone(ring, member(60), null));

    feed(new Followed(ring, member(90)));

    assertThat(arc.follower()).isEqualTo(member(90));
  }

  /** Its own keys are nobody's then, and whoever takes them knows where they begin. */
  @Test
  void whoHasLeftTellsNothingMore() {
    ownsFrom(10);
    feed(new Followed(ring, member(90)));
    others.clear();

    ringSteps(RingState.outside(member(50), 2));

    assertThat(others).isEmpty();
  }

  /** Who was alone handed nothing to anybody: those before it have gone. */
  @Test
  void whoeverJoinsOneThatIsAloneIsHandedAllBetweenThem() {
    ringSteps(alone());

    claim(30);

    assertThat(answers).containsExactly(from(50));
  }

  /** All wait for each other, since those who owned anything have died. */
  @Test
  void theKeysAreTakenAllTheSameWhenManyClaimsStayUnanswered() {
    claim(30);
    unanswered(19);
    feed(new ClaimAnswered(ring, new Alive()));
    unanswered(19);
    assertThat(arc.complete()).isFalse();

    unanswered(1);

    assertThat(arc.complete()).isTrue();
    assertThat(answers).containsExactly(new HandedOver(null, null));
  }

  @Test
  void whoWaitsForAnOpenOperationIsAnsweredAtItsEnd() {
    ownsFrom(10);
    notice(30, null);

    ringSteps(state(30).asking(new RingPhase.AskingSuccessor(0, member(90))));
    assertThat(answers).isEmpty();
    ringSteps(state(30));

    assertThat(answers).containsExactly(from(10));
  }

  @Test
  void onlySoManyWait() {
    for (int place = 11; place < 43; place++) {
      notice(place, null);
    }
    assertThat(answers).isEmpty();

    notice(43, null);
    assertThat(answers).containsExactly(new Alive());
    ringSteps(RingState.outside(member(50), 2));

    assertThat(answers).hasSize(33).endsWith(new NotMember());
  }

  private void unanswered(int claims) {
    for (int i = 0; i < claims; i++) {
      feed(new ClaimAnswered(ring, null));
    }
  }

  private void ownsFrom(int place) {
    ring = state(place);
    feed(new ClaimAnswered(ring, from(place)));
  }

  /** Takes the place for the predecessor, and answers its claim. */
  private void claim(int place) {
    notice(place, null);
    ringSteps(state(place));
  }

  private void notice(int place, @Nullable RingMember before) {
    feed(new Noticed(ring, member(place), before, query++));
  }

  private void ringSteps(RingState next) {
    RingState before = ring;
    ring = next;
    feed(new RingStepped(before, next));
  }

  private void feed(ArcEvent event) {
    Step<ArcState, ArcEffect> step = ArcHandover.step(arc, event);
    arc = step.state();
    for (ArcEffect effect : step.effects()) {
      if (effect instanceof AnswerNotice answer) {
        answers.add(answer.answer());
      } else {
        others.add(effect);
      }
    }
  }

  private static HandedOver from(int before) {
    return new HandedOver(member(before), null);
  }

  private static RingState alone() {
    return RingState.outside(member(50), 2).asMember(true);
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
