// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static java.util.Objects.requireNonNull;

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
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.NotifyAnswer;
import io.dftp.chord.ChordMessage.NotifyYou;
import io.dftp.net.Exchange;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the {@link ArcHandover} of one position, and decides nothing. Confined to the event loop.
 */
final class ArcDriver {

  /** Hears what became of the keys of the position. */
  interface Observer {
    /** The state of the ring protocol now. */
    RingState ring();

    /** Says to the member where the keys begin. */
    void tellWhereKeysBegin(RingMember to);

    void nameFollower(RingMember to, RingMember follower);

    void follow(RingMember start);

    /** Keys may begin elsewhere, or be the position's own now. */
    void arcStepped();
  }

  private final EventLoop loop;
  private final Duration patience;
  private final Observer observer;
  private final ImmutableMap<Class<? extends ArcEffect>, Consumer<ArcEffect>> effects = effects();
  private final Map<Long, Exchange> notices = new LinkedHashMap<>();
  private ArcState state = ArcState.NONE;
  private long nextNotice;
  private boolean closed;

  /**
   * Creates it for a position that owns nothing.
   *
   * @param patience how long owners of keys whose owner has gone may take to show up
   */
  ArcDriver(EventLoop loop, Duration patience, Observer observer) {
    this.loop = loop;
    this.patience = patience;
    this.observer = observer;
  }

  ArcState state() {
    return state;
  }

  /** Follows the ring protocol; whoever steps it looks at the new state. */
  void ringStepped(RingState before, RingState now) {
    feed(new RingStepped(before, now));
  }

  /** Takes a notification, which the ring protocol weighs next. */
  void noticed(NotifyYou message, Exchange exchange) {
    long query = nextNotice++;
    notices.put(query, exchange);
    feed(new Noticed(observer.ring(), message.notifier(), message.before(), query));
  }

  /** Another says that its keys begin after this position. */
  void followed(RingMember follower) {
    feed(new Followed(observer.ring(), follower));
  }

  /** Takes the answer to a claim; null for none. */
  void claimAnswered(@Nullable NotifyAnswer answer) {
    feed(new ClaimAnswered(observer.ring(), answer));
    observer.arcStepped();
  }

  /** A member has died or left. */
  void gone(RingMember member, @Nullable RingMember before) {
    feed(new MemberGone(observer.ring(), member, before));
    observer.arcStepped();
  }

  /** Returns those whose death has to be known: before this position, and after it. */
  List<RingMember> watched() {
    return Stream.of(state.start(), state.beyond(), state.follower())
        .filter(Objects::nonNull)
        .toList();
  }

  /** Answers all who still wait, as one that is no member any more. */
  void close() {
    closed = true;
    notices.values().forEach(exchange -> exchange.reply(new NotMember()));
    notices.clear();
  }

  private void feed(ArcEvent event) {
    if (closed) {
      return;
    }
    Step<ArcState, ArcEffect> step = ArcHandover.step(state, event);
    state = step.state();
    for (ArcEffect effect : step.effects()) {
      requireNonNull(effects.get(effect.getClass())).accept(effect);
    }
  }

  private ImmutableMap<Class<? extends ArcEffect>, Consumer<ArcEffect>> effects() {
    return ImmutableMap.<Class<? extends ArcEffect>, Consumer<ArcEffect>>builder()
        .put(AnswerNotice.class, effect -> answer((AnswerNotice) effect))
        .put(
            TellWhereKeysBegin.class,
            effect -> observer.tellWhereKeysBegin(((TellWhereKeysBegin) effect).to()))
        .put(NameFollower.class, effect -> name((NameFollower) effect))
        .put(Follow.class, effect -> observer.follow(((Follow) effect).start()))
        .put(AwaitOwners.class, effect -> loop.schedule(patience, this::vacancyOver))
        .buildOrThrow();
  }

  private void name(NameFollower effect) {
    observer.nameFollower(effect.to(), effect.follower());
  }

  private void answer(AnswerNotice effect) {
    Exchange exchange = notices.remove(effect.query());
    if (exchange != null) {
      exchange.reply(effect.answer());
    }
  }

  private void vacancyOver() {
    feed(new VacancyOver(observer.ring()));
    observer.arcStepped();
  }
}
