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
import io.dftp.chord.RingEffect.QueryState;
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
import io.dftp.chord.RingPhase.Idle;
import io.dftp.chord.RingPhase.Joining;
import io.dftp.id.Identifier;
import io.dftp.runtime.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

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
              .put(StabilizeTick.class, (state, event) -> RingRepair.stabilize(state))
              .put(Recalled.class, (state, event) -> recalled(state, (Recalled) event))
              .put(StateReply.class, (state, event) -> stateReply(state, (StateReply) event))
              .put(Pong.class, (state, event) -> RingRepair.pong(state, (Pong) event))
              .put(BusyReply.class, (state, event) -> busy(state, (BusyReply) event))
              .put(TimedOut.class, (state, event) -> timedOut(state, (TimedOut) event))
              .put(Gone.class, (state, event) -> gone(state, (Gone) event))
              .put(Notified.class, (state, event) -> notified(state, (Notified) event))
              .put(Nudged.class, (state, event) -> RingRepair.nudged(state))
              .put(PeerDied.class, (state, event) -> RingRepair.peerDied(state, (PeerDied) event))
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

  private static Step<RingState, RingEffect> stateReply(RingState state, StateReply reply) {
    return state.phase() instanceof Joining joining && joining.request() == reply.request()
        ? joinAnswered(state, joining.at(), reply)
        : RingRepair.stateReply(state, reply);
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

  private static Step<RingState, RingEffect> joinFailed(RingState state, long request) {
    return state.phase().request() == request
        ? Step.of(state.with(new Idle()), new JoinFailed())
        : Step.of(state);
  }

  private static Step<RingState, RingEffect> busy(RingState state, BusyReply reply) {
    return state.phase() instanceof Joining
        ? joinFailed(state, reply.request())
        : RingRepair.abandon(state, reply.request());
  }

  private static Step<RingState, RingEffect> timedOut(RingState state, TimedOut event) {
    return state.phase() instanceof Joining
        ? joinFailed(state, event.request())
        : RingRepair.timedOut(state, event.request());
  }

  private static Step<RingState, RingEffect> gone(RingState state, Gone event) {
    return state.phase() instanceof Joining
        ? joinFailed(state, event.request())
        : RingRepair.gone(state, event.request());
  }

  private static Step<RingState, RingEffect> recalled(RingState state, Recalled event) {
    return RingRepair.recalled(state, event.member());
  }

  private static Step<RingState, RingEffect> notified(RingState state, Notified event) {
    return RingRepair.notified(state, event.notifier());
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
    return RingRepair.withChange(state, patched, List.of(new AnswerPong(event.query())));
  }
}
