// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
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
import io.dftp.chord.RingEvent.StabilizeTick;
import io.dftp.chord.RingEvent.StateQueried;
import io.dftp.chord.RingEvent.StateReply;
import io.dftp.chord.RingEvent.TimedOut;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.AskingSuccessor;
import io.dftp.chord.RingPhase.Idle;
import io.dftp.chord.RingPhase.Joining;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.id.Identifier;
import io.dftp.runtime.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a ring together: Zave's corrected Chord ("How to Make Chord Correct", 2015, and the model
 * of 2016 behind "Reasoning about Identifier Spaces", 2017) as a pure function.
 *
 * <p>Five operations change a ring: join, stabilize, rectify, leave, fail. No first successor is
 * adopted unless it has just answered. A position with an open operation answers BUSY to those who
 * ask for its state; whoever hears BUSY abandons its own operation before it has changed anything,
 * so that members that stabilize all at once cannot wait for each other in a circle. A notification
 * that comes during an operation waits behind it.
 */
public final class RingProtocol {

  private static final ImmutableMap<
          Class<? extends RingEvent>, BiFunction<RingState, RingEvent, Step<RingState, RingEffect>>>
      HANDLERS =
          ImmutableMap
              .<Class<? extends RingEvent>,
                  BiFunction<RingState, RingEvent, Step<RingState, RingEffect>>>
                  builder()
              .put(CreateRequested.class, (state, event) -> create(state))
              .put(JoinRequested.class, (state, event) -> join(state, (JoinRequested) event))
              .put(JoinCalledOff.class, (state, event) -> callOffJoin(state))
              .put(LeaveRequested.class, (state, event) -> leave(state))
              .put(StabilizeTick.class, (state, event) -> stabilize(state))
              .put(StateReply.class, (state, event) -> stateReply(state, (StateReply) event))
              .put(Pong.class, (state, event) -> pong(state, (Pong) event))
              .put(BusyReply.class, (state, event) -> abandon(state, ((BusyReply) event).request()))
              .put(TimedOut.class, (state, event) -> timedOut(state, ((TimedOut) event).request()))
              .put(Gone.class, (state, event) -> gone(state, ((Gone) event).request()))
              .put(Notified.class, (state, event) -> notified(state, (Notified) event))
              .put(Nudged.class, (state, event) -> nudged(state))
              .put(PeerDied.class, (state, event) -> peerDied(state, (PeerDied) event))
              .put(StateQueried.class, (state, event) -> queried(state, (StateQueried) event))
              .put(Pinged.class, (state, event) -> pinged(state, (Pinged) event))
              .put(
                  FarewellReceived.class,
                  (state, event) -> farewell(state, (FarewellReceived) event))
              .buildOrThrow();

  private RingProtocol() {}

  /** Decides what the event means for a position in that state. */
  public static Step<RingState, RingEffect> step(RingState state, RingEvent event) {
    return requireNonNull(HANDLERS.get(event.getClass())).apply(state, event);
  }

  /** Returns the events that {@link #step} knows. */
  static Set<Class<? extends RingEvent>> events() {
    return new LinkedHashSet<>(HANDLERS.keySet());
  }

  private static Step<RingState, RingEffect> create(RingState state) {
    if (state.member() || !state.isIdle()) {
      return Step.of(state);
    }
    return Step.of(state.asMember(true), new RingChanged(), new Joined());
  }

  private static Step<RingState, RingEffect> join(RingState state, JoinRequested event) {
    if (state.member() || !state.isIdle()) {
      return Step.of(state);
    }
    long request = state.nextRequest();
    return Step.of(
        state.asking(new Joining(request, event.predecessor())),
        new QueryState(request, event.predecessor()));
  }

  private static Step<RingState, RingEffect> callOffJoin(RingState state) {
    return state.phase() instanceof Joining ? Step.of(state.with(new Idle())) : Step.of(state);
  }

  private static Step<RingState, RingEffect> leave(RingState state) {
    if (!state.member()) {
      return Step.of(state.with(new Idle()));
    }
    RingState left =
        new RingState(
            state.successors().copyOf(List.of()),
            false,
            null,
            new Idle(),
            null,
            state.nextRequest());
    ImmutableList.Builder<RingEffect> effects = ImmutableList.builder();
    Set<RingMember> known = new LinkedHashSet<>();
    if (state.predecessor() != null) {
      known.add(state.predecessor());
    }
    // Those behind the first hold this position too where the ring is small.
    known.addAll(state.successors().entries());
    known.forEach(to -> effects.add(new SayFarewell(to, state.predecessor())));
    return new Step<>(left, effects.add(new RingChanged()).build());
  }

  private static Step<RingState, RingEffect> stabilize(RingState state) {
    if (!state.member() || !state.isIdle()) {
      return Step.of(state);
    }
    long request = state.nextRequest();
    RingMember successor = state.successors().head();
    if (successor != null) {
      return Step.of(
          state.asking(new AskingSuccessor(request, successor)),
          new QueryState(request, successor));
    }
    RingMember predecessor = state.predecessor();
    if (predecessor == null) {
      return Step.of(state);
    }
    // An empty list means that this position is its own successor; as in any stabilize it asks its
    // successor's predecessor. So a ring of one grows, and so an exhausted list finds the ring
    // again.
    return Step.of(
        state.asking(new AskingPredecessor(request, predecessor)),
        new QueryState(request, predecessor));
  }

  private static Step<RingState, RingEffect> stateReply(RingState state, StateReply reply) {
    if (state.phase() instanceof Joining joining && joining.request() == reply.request()) {
      return joinAnswered(state, joining.at(), reply);
    }
    if (state.phase() instanceof AskingSuccessor asking && asking.request() == reply.request()) {
      return successorAnswered(state, asking.successor(), reply);
    }
    if (state.phase() instanceof AskingPredecessor asking && asking.request() == reply.request()) {
      return candidateAnswered(state, asking.candidate(), reply);
    }
    return Step.of(state);
  }

  private static Step<RingState, RingEffect> joinAnswered(
      RingState state, RingMember at, StateReply reply) {
    Identifier place = state.self().id();
    boolean alone = reply.successors().isEmpty();
    boolean holdsPlace =
        alone
            ? !at.id().equals(place)
            : Identifier.between(at.id(), place, reply.successors().get(0).id());
    if (!holdsPlace) {
      return Step.of(state.with(new Idle()), new JoinFailed());
    }
    // A member that is alone is its own successor, so it is what its list would hold.
    SuccessorList copied = state.successors().copyOf(alone ? List.of(at) : reply.successors());
    RingState joined = state.with(copied).withPredecessor(at).asMember(true).with(new Idle());
    return Step.of(joined, new RingChanged(), new Joined(), new StabilizeSoon());
  }

  private static Step<RingState, RingEffect> successorAnswered(
      RingState state, RingMember successor, StateReply reply) {
    RingState refilled = state.with(state.successors().learnedFrom(successor, reply.successors()));
    RingMember candidate = reply.predecessor();
    if (candidate == null
        || !Identifier.between(state.self().id(), candidate.id(), successor.id())) {
      return finish(state, refilled, new Notify(successor));
    }
    long request = refilled.nextRequest();
    return withChange(
        state,
        refilled.asking(new AskingPredecessor(request, candidate)),
        List.of(new QueryState(request, candidate)));
  }

  private static Step<RingState, RingEffect> candidateAnswered(
      RingState state, RingMember candidate, StateReply reply) {
    // One that is alone knows nobody to copy; what is known already stays behind it.
    List<RingMember> tail =
        reply.successors().isEmpty() ? state.successors().entries() : reply.successors();
    RingState adopted = state.with(state.successors().learnedFrom(candidate, tail));
    return finish(state, adopted, new Notify(candidate));
  }

  private static Step<RingState, RingEffect> pong(RingState state, Pong pong) {
    return state.phase() instanceof PingingPredecessor pinging
            && pinging.request() == pong.request()
        ? finish(state, state)
        : Step.of(state);
  }

  /** The asked one is alive, or may be: the operation ends with nothing changed by it. */
  private static Step<RingState, RingEffect> abandon(RingState state, long request) {
    if (openRequest(state.phase()) != request) {
      return Step.of(state);
    }
    return state.phase() instanceof Joining
        ? Step.of(state.with(new Idle()), new JoinFailed())
        : finish(state, state, new RetryLater());
  }

  private static Step<RingState, RingEffect> timedOut(RingState state, long request) {
    // A candidate that does not answer is not adopted, dead or not. Anyone else keeps its place
    // until the failure detector is sure: the proofs rest on failures seen without mistake.
    boolean harmless =
        state.phase() instanceof AskingPredecessor && !state.successors().entries().isEmpty();
    return harmless ? gone(state, request) : abandon(state, request);
  }

  private static Step<RingState, RingEffect> gone(RingState state, long request) {
    if (openRequest(state.phase()) != request) {
      return Step.of(state);
    }
    if (state.phase() instanceof AskingSuccessor asking) {
      return dropped(state, asking.successor());
    }
    if (state.phase() instanceof AskingPredecessor asking) {
      RingMember successor = state.successors().head();
      if (successor != null) {
        return finish(state, state, new Notify(successor));
      }
      return finish(state, withoutPredecessor(state, asking.candidate()));
    }
    if (state.phase() instanceof PingingPredecessor pinging) {
      return finish(state, state.withPredecessor(pinging.notifier()));
    }
    return Step.of(state.with(new Idle()), new JoinFailed());
  }

  /** Drops a dead head. The next entry is not known to live; the next round, at once, asks it. */
  private static Step<RingState, RingEffect> dropped(RingState state, RingMember dead) {
    RingState shifted = state.with(state.successors().without(dead));
    RingMember next = shifted.successors().head();
    if (next != null) {
      return finish(state, shifted, new Notify(next));
    }
    return finish(state, withoutPredecessor(shifted, dead));
  }

  private static Step<RingState, RingEffect> notified(RingState state, Notified event) {
    RingMember notifier = event.notifier();
    if (!state.member() || notifier.id().equals(state.self().id())) {
      return Step.of(state);
    }
    if (state.isIdle()) {
      return rectify(state, notifier);
    }
    RingMember waiting = state.waitingNotifier();
    boolean nearer =
        waiting == null
            || Identifier.between(waiting.id(), notifier.id(), state.self().id())
            || isNewerSelf(notifier, waiting);
    return Step.of(nearer ? state.withWaiting(notifier) : state);
  }

  private static Step<RingState, RingEffect> rectify(RingState state, RingMember notifier) {
    RingMember predecessor = state.predecessor();
    if (notifier.equals(predecessor)) {
      return Step.of(state);
    }
    if (predecessor == null || isNewerSelf(notifier, predecessor)) {
      return withChange(state, state.withPredecessor(notifier), List.of());
    }
    if (Identifier.between(predecessor.id(), notifier.id(), state.self().id())) {
      return withChange(state, state.withPredecessor(notifier), List.of(new Nudge(predecessor)));
    }
    if (notifier.id().equals(predecessor.id())) {
      // An incarnation that has been replaced.
      return Step.of(state);
    }
    long request = state.nextRequest();
    return Step.of(
        state.asking(new PingingPredecessor(request, notifier)),
        new QueryLife(request, predecessor));
  }

  private static Step<RingState, RingEffect> nudged(RingState state) {
    return state.member() ? Step.of(state, new StabilizeSoon()) : Step.of(state);
  }

  /** Forgets a dead predecessor; the one before it notifies when it has found the death itself. */
  private static Step<RingState, RingEffect> peerDied(RingState state, PeerDied event) {
    boolean known =
        event.peer().equals(state.predecessor()) || event.peer().equals(state.successors().head());
    if (!state.member() || !state.isIdle() || !known) {
      return Step.of(state);
    }
    return withChange(state, withoutPredecessor(state, event.peer()), List.of(new StabilizeSoon()));
  }

  private static Step<RingState, RingEffect> queried(RingState state, StateQueried event) {
    if (!state.member()) {
      return Step.of(state, new AnswerNotMember(event.query()));
    }
    return state.isIdle()
        ? Step.of(
            state,
            new AnswerState(event.query(), state.predecessor(), state.successors().entries()))
        : Step.of(state, new AnswerBusy(event.query()));
  }

  private static Step<RingState, RingEffect> pinged(RingState state, Pinged event) {
    return Step.of(
        state, state.member() ? new AnswerPong(event.query()) : new AnswerNotMember(event.query()));
  }

  /** Patches list and predecessor at once (Stoica et al. 2003, section IV.E.4). */
  private static Step<RingState, RingEffect> farewell(RingState state, FarewellReceived event) {
    if (!state.member()) {
      return Step.of(state, new AnswerNotMember(event.query()));
    }
    if (!state.isIdle()) {
      return Step.of(state, new AnswerBusy(event.query()));
    }
    RingState patched = state.with(state.successors().without(event.leaver()));
    if (event.leaver().equals(state.predecessor())) {
      RingMember before = event.predecessor();
      boolean another =
          before != null
              && !before.equals(event.leaver())
              && !before.id().equals(state.self().id());
      patched = patched.withPredecessor(another ? before : null);
    }
    return withChange(state, patched, List.of(new AnswerPong(event.query())));
  }

  private static RingState withoutPredecessor(RingState state, RingMember dead) {
    return dead.equals(state.predecessor()) ? state.withPredecessor(null) : state;
  }

  private static boolean isNewerSelf(RingMember claimant, RingMember known) {
    return claimant.id().equals(known.id()) && claimant.incarnation() > known.incarnation();
  }

  /** Ends the open operation, then begins the rectify that waited behind it. */
  private static Step<RingState, RingEffect> finish(
      RingState before, RingState after, RingEffect... last) {
    RingState idle = after.with(new Idle()).withWaiting(null);
    Step<RingState, RingEffect> ended = withChange(before, idle, List.of(last));
    RingMember waiting = after.waitingNotifier();
    if (waiting == null) {
      return ended;
    }
    Step<RingState, RingEffect> rectified = rectify(ended.state(), waiting);
    ImmutableList.Builder<RingEffect> effects = ImmutableList.builder();
    return new Step<>(
        rectified.state(), effects.addAll(ended.effects()).addAll(rectified.effects()).build());
  }

  /** Says what changed for others, after the effects themselves. */
  private static Step<RingState, RingEffect> withChange(
      RingState before, RingState after, List<RingEffect> effects) {
    boolean list = !before.successors().equals(after.successors());
    boolean predecessor = !same(before.predecessor(), after.predecessor());
    ImmutableList.Builder<RingEffect> all = ImmutableList.builder();
    all.addAll(effects);
    if (list || (predecessor && after.successors().entries().isEmpty())) {
      all.add(new StabilizeSoon());
    }
    RingMember copier = after.predecessor();
    if (list && copier != null) {
      // It copies this list; without the word each entry would move on by one period a member.
      all.add(new Nudge(copier));
    }
    if (list || predecessor) {
      all.add(new RingChanged());
    }
    return new Step<>(after, all.build());
  }

  private static boolean same(@Nullable RingMember one, @Nullable RingMember other) {
    return one == null ? other == null : one.equals(other);
  }

  private static long openRequest(RingPhase phase) {
    if (phase instanceof Joining joining) {
      return joining.request();
    }
    if (phase instanceof AskingSuccessor asking) {
      return asking.request();
    }
    if (phase instanceof AskingPredecessor asking) {
      return asking.request();
    }
    return phase instanceof PingingPredecessor pinging ? pinging.request() : -1;
  }
}
