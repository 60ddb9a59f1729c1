// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
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
import io.dftp.chord.ArcState.Notice;
import io.dftp.chord.ArcState.Vacancy;
import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.HandedOver;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.id.Identifier;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hands over keys, so that none has two owners: who has joined owns nothing before its successor
 * has taken it for its predecessor, and from then on the successor owns those keys no more. Nobody
 * hands over what is not its own. In between nobody is sure of those keys, and a lookup tries
 * again. A pure function.
 *
 * <p>The ring protocol does not wait for it, and is not believed by it: once a predecessor has
 * died, the ring protocol takes anybody for the next one, also one that has just joined with an old
 * list and knows nothing of the owners in between. So each position tells the one whose keys follow
 * its own where these begin, whenever that changes. When it has gone, that one takes exactly its
 * keys. Where nobody knows how far they reached, as after two deaths at once, whoever owns keys
 * there has a time to say so before they are taken.
 */
final class ArcHandover {

  /** More than join between two members at one time; who comes on top of them asks again. */
  private static final int MAX_NOTICES = 32;

  /**
   * After so many claims in a row without an answer the keys are taken all the same. Whoever is not
   * the predecessor yet is told so; but members that wait for each other in a circle, since all
   * that owned anything have died, would wait for ever.
   */
  private static final int MAX_UNANSWERED = 20;

  private static final ImmutableMap<
          Class<? extends ArcEvent>, BiFunction<ArcState, ArcEvent, Step<ArcState, ArcEffect>>>
      HANDLERS =
          ImmutableMap
              .<Class<? extends ArcEvent>,
                  BiFunction<ArcState, ArcEvent, Step<ArcState, ArcEffect>>>
                  builder()
              .put(RingStepped.class, (arc, event) -> stepped(arc, (RingStepped) event))
              .put(Noticed.class, (arc, event) -> noticed(arc, (Noticed) event))
              .put(Followed.class, (arc, event) -> followed(arc, (Followed) event))
              .put(ClaimAnswered.class, (arc, event) -> answered(arc, (ClaimAnswered) event))
              .put(MemberGone.class, (arc, event) -> gone(arc, (MemberGone) event))
              .put(VacancyOver.class, (arc, event) -> vacancyOver(arc, (VacancyOver) event))
              .buildOrThrow();

  private ArcHandover() {}

  /** Decides what the event means for the keys of a position. */
  static Step<ArcState, ArcEffect> step(ArcState arc, ArcEvent event) {
    Step<ArcState, ArcEffect> step =
        requireNonNull(HANDLERS.get(event.getClass())).apply(arc, event);
    RingMember start = step.state().start();
    if (start == null || start.equals(arc.start())) {
      return step;
    }
    // Told before it is answered to those who are handed the keys.
    ImmutableList.Builder<ArcEffect> effects = ImmutableList.builder();
    RingMember follower = step.state().follower();
    if (follower != null) {
      effects.add(new TellWhereKeysBegin(follower));
    }
    return new Step<>(step.state(), effects.add(new Follow(start)).addAll(step.effects()).build());
  }

  /** Returns the events that {@link #step} knows. */
  static Set<Class<? extends ArcEvent>> events() {
    return new LinkedHashSet<>(HANDLERS.keySet());
  }

  private static Step<ArcState, ArcEffect> stepped(ArcState arc, RingStepped event) {
    RingState now = event.now();
    if (!now.member()) {
      return answerAll(arc, now, List.of());
    }
    RingMember predecessor = now.predecessor();
    boolean alone = predecessor == null && now.successors().head() == null;
    Step<ArcState, ArcEffect> left = withoutDropped(arc, event);
    ArcState settled = left.state();
    boolean open =
        !settled.complete() || settled.start() == null || settled.vacancy() == Vacancy.FREE;
    if (alone && open) {
      return answerAll(settled.from(now.self(), null), now, left.effects());
    }
    return answerAll(
        settled.complete() && open && predecessor != null
            ? settled.from(predecessor, null)
            : settled,
        now,
        left.effects());
  }

  /** The ring protocol gives a predecessor up for a farther one only when it has gone. */
  private static Step<ArcState, ArcEffect> withoutDropped(ArcState arc, RingStepped event) {
    RingMember before = event.before().predecessor();
    RingMember now = event.now().predecessor();
    if (before == null || !before.equals(arc.start()) || before.equals(now)) {
      return Step.of(arc);
    }
    boolean another = now != null && arc.isWithin(event.now(), now);
    return another ? Step.of(arc) : withoutMember(arc, before, null);
  }

  private static Step<ArcState, ArcEffect> gone(ArcState arc, MemberGone event) {
    Step<ArcState, ArcEffect> without = withoutMember(arc, event.member(), event.before());
    return answerAll(without.state(), event.ring(), without.effects());
  }

  private static Step<ArcState, ArcEffect> withoutMember(
      ArcState arc, RingMember member, @Nullable RingMember before) {
    if (member.equals(arc.follower())) {
      return withoutMember(arc.withFollower(null), member, before);
    }
    if (!arc.complete() || arc.vacancy() != Vacancy.NONE) {
      return Step.of(arc);
    }
    if (member.equals(arc.start())) {
      RingMember next = arc.beyond() == null ? before : arc.beyond();
      return next == null
          ? Step.of(arc.with(Vacancy.AWAITED), new AwaitOwners())
          : Step.of(arc.from(next, arc.third()));
    }
    // The one in between has its keys now, and will say how far they reach.
    return member.equals(arc.beyond()) ? Step.of(arc.from(arc.start(), null)) : Step.of(arc);
  }

  private static Step<ArcState, ArcEffect> vacancyOver(ArcState arc, VacancyOver event) {
    if (arc.vacancy() != Vacancy.AWAITED) {
      return Step.of(arc);
    }
    return stepped(arc.with(Vacancy.FREE), new RingStepped(event.ring(), event.ring()));
  }

  /**
   * Remembers a notification. It is answered once it has been weighed, and the predecessor's once
   * there is something to hand over: so a row of members that join side by side is served as fast
   * as messages travel.
   */
  private static Step<ArcState, ArcEffect> noticed(ArcState arc, Noticed event) {
    ImmutableList.Builder<ArcEffect> effects = ImmutableList.builder();
    List<Notice> notices = new ArrayList<>();
    for (Notice notice : arc.notices()) {
      if (notice.notifier().equals(event.notifier())) {
        // It asks again.
        effects.add(new AnswerNotice(notice.query(), new Alive()));
      } else {
        notices.add(notice);
      }
    }
    if (notices.size() < MAX_NOTICES) {
      notices.add(new Notice(event.notifier(), event.query()));
    } else {
      effects.add(new AnswerNotice(event.query(), new Alive()));
    }
    return new Step<>(told(arc, event).with(notices), effects.build());
  }

  /** The one before says where its keys begin. */
  private static ArcState told(ArcState arc, Noticed event) {
    RingMember before = event.before();
    boolean fits =
        arc.complete()
            && arc.vacancy() == Vacancy.NONE
            && before != null
            && event.notifier().equals(arc.start())
            && !before.equals(arc.start())
            && !arc.isWithin(event.ring(), before);
    return fits ? arc.from(arc.start(), before) : arc;
  }

  /** Whose keys follow is the nearest that said so; a farther one does not know of that one yet. */
  private static Step<ArcState, ArcEffect> followed(ArcState arc, Followed event) {
    RingMember known = arc.follower();
    RingMember follower = event.follower();
    Identifier self = event.ring().self().id();
    if (known != null && Identifier.between(self, known.id(), follower.id())) {
      return Step.of(arc, new NameFollower(follower, known));
    }
    ArcState following = arc.withFollower(follower);
    return arc.complete()
        ? Step.of(following, new TellWhereKeysBegin(follower))
        : Step.of(following);
  }

  private static Step<ArcState, ArcEffect> answered(ArcState arc, ClaimAnswered event) {
    if (arc.complete()) {
      return Step.of(arc);
    }
    RingState ring = event.ring();
    if (event.answer() instanceof HandedOver handed) {
      RingMember before = handed.before();
      return answerAll(
          before == null
              ? arc.from(ring.predecessor(), null)
              : arc.from(before, handed.beforeThat()),
          ring,
          List.of());
    }
    int unanswered = event.answer() == null ? arc.unanswered() + 1 : 0;
    return unanswered < MAX_UNANSWERED
        ? Step.of(arc.withUnanswered(unanswered))
        : answerAll(arc.from(ring.predecessor(), null), ring, List.of());
  }

  private static Step<ArcState, ArcEffect> answerAll(
      ArcState arc, RingState now, List<ArcEffect> before) {
    if (!now.isIdle() || arc.notices().isEmpty()) {
      return new Step<>(arc, before);
    }
    List<ArcEffect> effects = new ArrayList<>(before);
    List<Notice> waiting = new ArrayList<>();
    ArcState answering = arc;
    for (Notice notice : arc.notices()) {
      boolean isNext = now.member() && notice.notifier().equals(now.predecessor());
      if (isNext && !answering.complete()) {
        waiting.add(notice);
      } else if (isNext) {
        answering = handOver(answering, notice, now, effects);
      } else {
        effects.add(new AnswerNotice(notice.query(), now.member() ? new Alive() : new NotMember()));
      }
    }
    return new Step<>(answering.with(waiting), effects);
  }

  /** Hands the keys up to the predecessor to it, or says again what was handed over. */
  private static ArcState handOver(
      ArcState arc, Notice notice, RingState now, List<ArcEffect> effects) {
    RingMember notifier = notice.notifier();
    if (notifier.equals(arc.start())) {
      effects.add(new AnswerNotice(notice.query(), new HandedOver(arc.beyond(), arc.third())));
      return arc;
    }
    if (arc.start() != null && !arc.isWithin(now, notifier)) {
      // What it asks for is another's.
      effects.add(new AnswerNotice(notice.query(), new Alive()));
      return arc;
    }
    effects.add(new AnswerNotice(notice.query(), new HandedOver(arc.start(), arc.beyond())));
    return arc.from(notifier, arc.start(), arc.beyond());
  }
}
