// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEffect.AnswerState;
import io.dftp.chord.RingEffect.JoinFailed;
import io.dftp.chord.RingEffect.Joined;
import io.dftp.chord.RingEffect.Notify;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEffect.RingChanged;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingEvent.BusyReply;
import io.dftp.chord.RingEvent.FarewellReceived;
import io.dftp.chord.RingEvent.Gone;
import io.dftp.chord.RingEvent.JoinRequested;
import io.dftp.chord.RingEvent.Notified;
import io.dftp.chord.RingEvent.PeerDied;
import io.dftp.chord.RingEvent.Pong;
import io.dftp.chord.RingEvent.StabilizeTick;
import io.dftp.chord.RingEvent.StateQueried;
import io.dftp.chord.RingEvent.StateReply;
import io.dftp.chord.RingEvent.TimedOut;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.AskingSuccessor;
import io.dftp.chord.RingPhase.Idle;
import io.dftp.chord.RingPhase.Joining;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.chord.RingProtocol;
import io.dftp.chord.RingState;
import io.dftp.chord.SuccessorList;
import io.dftp.id.Identifier;
import io.dftp.runtime.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps of the ring protocol with one bug each, as thin wrappers around the real step. Most feed
 * the real step with a lie, so that all but the bug stays what production runs.
 */
final class BrokenSteps {

  private BrokenSteps() {}

  static Step<RingState, RingEffect> adoptUnasked(RingState state, RingEvent event) {
    return event instanceof Gone gone
            && state.phase() instanceof AskingPredecessor
            && state.successors().first().isPresent()
        ? real(state, new StateReply(gone.request(), null, state.successors().entries()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> adoptWithoutBetween(RingState state, RingEvent event) {
    if (event instanceof StateReply reply
        && state.phase() instanceof AskingSuccessor asking
        && asking.request() == reply.request()
        && reply.predecessor() != null
        && !reply.predecessor().id().equals(state.self().id())) {
      return askCandidate(real(state, withoutPredecessor(reply)).state(), reply.predecessor());
    }
    return real(state, event);
  }

  private static Step<RingState, RingEffect> askCandidate(RingState state, RingMember candidate) {
    long request = state.nextRequest();
    return Step.of(
        opened(state, new AskingPredecessor(request, candidate)),
        new QueryState(request, candidate));
  }

  static Step<RingState, RingEffect> neverAdopt(RingState state, RingEvent event) {
    return event instanceof StateReply reply && state.phase() instanceof AskingSuccessor
        ? real(state, withoutPredecessor(reply))
        : real(state, event);
  }

  static Step<RingState, RingEffect> replaceHeadOnly(RingState state, RingEvent event) {
    return event instanceof StateReply reply
            && state.phase() instanceof AskingPredecessor
            && state.successors().first().isPresent()
        ? real(state, new StateReply(reply.request(), reply.predecessor(), ownTail(state)))
        : real(state, event);
  }

  static Step<RingState, RingEffect> keepOwnTail(RingState state, RingEvent event) {
    return event instanceof StateReply reply
            && state.phase() instanceof AskingPredecessor
            && state.successors().first().isPresent()
        ? real(
            state,
            new StateReply(reply.request(), reply.predecessor(), state.successors().entries()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> notRefilled(RingState state, RingEvent event) {
    return event instanceof StateReply reply && state.phase() instanceof AskingSuccessor
        ? real(state, new StateReply(reply.request(), reply.predecessor(), ownTail(state)))
        : real(state, event);
  }

  static Step<RingState, RingEffect> deadHeadKept(RingState state, RingEvent event) {
    return event instanceof Gone gone && state.phase() instanceof AskingSuccessor
        ? real(state, new TimedOut(gone.request()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> silent(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = real(state, event);
    return new Step<>(
        step.state(),
        step.effects().stream().filter(effect -> !(effect instanceof Notify)).toList());
  }

  static Step<RingState, RingEffect> notifyOldSuccessor(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = real(state, event);
    RingMember old = state.successors().first().orElse(null);
    if (old == null
        || !(event instanceof StateReply)
        || !(state.phase() instanceof AskingPredecessor)) {
      return step;
    }
    return new Step<>(
        step.state(),
        step.effects().stream()
            .map(effect -> effect instanceof Notify ? new Notify(old) : effect)
            .toList());
  }

  static Step<RingState, RingEffect> rectifyBlind(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = real(state, event);
    return step.state().phase() instanceof PingingPredecessor pinging
            && !step.state().phase().equals(state.phase())
        ? new Step<>(
            idle(predecessor(step.state(), pinging.notifier())),
            step.effects().stream().filter(effect -> !(effect instanceof QueryLife)).toList())
        : step;
  }

  static Step<RingState, RingEffect> deadPredecessorKept(RingState state, RingEvent event) {
    if (event instanceof PeerDied) {
      return Step.of(state);
    }
    return event instanceof Gone gone && state.phase() instanceof PingingPredecessor
        ? real(state, new Pong(gone.request()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> onlyDeadReplaced(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = real(state, event);
    RingMember before = state.predecessor();
    RingMember now = step.state().predecessor();
    if (before == null || now == null || event instanceof FarewellReceived) {
      return step;
    }
    boolean nearer =
        step.state().phase() instanceof Idle
            && Identifier.between(before.id(), now.id(), state.self().id());
    if (!nearer) {
      return step;
    }
    long request = step.state().nextRequest();
    return Step.of(
        opened(predecessor(step.state(), before), new PingingPredecessor(request, now)),
        new QueryLife(request, before));
  }

  static Step<RingState, RingEffect> newIncarnationIgnored(RingState state, RingEvent event) {
    return event instanceof Notified notified
            && state.predecessor() != null
            && state.predecessor().id().equals(notified.notifier().id())
        ? Step.of(state)
        : real(state, event);
  }

  static Step<RingState, RingEffect> overwritten(RingState state, RingEvent event) {
    return event instanceof Notified && state.member()
        ? real(idle(state), event)
        : real(state, event);
  }

  static Step<RingState, RingEffect> overwrittenWithoutBusy(RingState state, RingEvent event) {
    return event instanceof StateQueried
        ? answeringWhileOpen(state, event)
        : overwritten(state, event);
  }

  static Step<RingState, RingEffect> waitingLost(RingState state, RingEvent event) {
    return event instanceof Notified && !state.isIdle() ? Step.of(state) : real(state, event);
  }

  static Step<RingState, RingEffect> memberAtOnce(RingState state, RingEvent event) {
    if (event instanceof JoinRequested join && !state.member() && state.isIdle()) {
      SuccessorList only = state.successors().copyOf(List.of(join.predecessor()));
      return Step.of(
          member(predecessor(list(state, only), null), true), new RingChanged(), new Joined());
    }
    return real(state, event);
  }

  static Step<RingState, RingEffect> joinedShort(RingState state, RingEvent event) {
    if (event instanceof StateReply reply
        && state.phase() instanceof Joining
        && !reply.successors().isEmpty()) {
      return real(
          state,
          new StateReply(reply.request(), reply.predecessor(), reply.successors().subList(0, 1)));
    }
    return real(state, event);
  }

  static Step<RingState, RingEffect> joinedAnywhere(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = real(state, event);
    if (event instanceof StateReply reply
        && state.phase() instanceof Joining joining
        && step.effects().contains(new JoinFailed())
        && !joining.at().id().equals(state.self().id())) {
      SuccessorList copied = state.successors().copyOf(reply.successors());
      return Step.of(
          idle(member(predecessor(list(state, copied), joining.at()), true)),
          new RingChanged(),
          new Joined());
    }
    return step;
  }

  static Step<RingState, RingEffect> joinedWithoutPredecessor(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = real(state, event);
    return step.effects().contains(new Joined()) && event instanceof StateReply
        ? new Step<>(predecessor(step.state(), null), step.effects())
        : step;
  }

  /** Compares identifiers as if the circle were a line. */
  static Step<RingState, RingEffect> withoutWrap(RingState state, RingEvent event) {
    Identifier self = state.self().id();
    if (event instanceof StateReply reply
        && state.phase() instanceof AskingSuccessor asking
        && reply.predecessor() != null
        && !onLine(self, reply.predecessor().id(), asking.successor().id())) {
      return real(state, withoutPredecessor(reply));
    }
    if (event instanceof Notified notified
        && state.isIdle()
        && state.predecessor() != null
        && Identifier.between(state.predecessor().id(), notified.notifier().id(), self)
        && !onLine(state.predecessor().id(), notified.notifier().id(), self)) {
      return Step.of(state);
    }
    return real(state, event);
  }

  private static boolean onLine(Identifier a, Identifier x, Identifier b) {
    return a.compareTo(x) < 0 && x.compareTo(b) < 0;
  }

  static Step<RingState, RingEffect> longerList(RingState state, RingEvent event) {
    SuccessorList list = state.successors();
    if (event instanceof StateReply && list.entries().size() == list.capacity()) {
      SuccessorList longer = new SuccessorList(list.owner(), list.capacity() + 1, list.entries());
      return real(list(state, longer), event);
    }
    return real(state, event);
  }

  static Step<RingState, RingEffect> paddedWithCopy(RingState state, RingEvent event) {
    return padded(state, event, false);
  }

  static Step<RingState, RingEffect> paddedWithSelf(RingState state, RingEvent event) {
    return padded(state, event, true);
  }

  private static Step<RingState, RingEffect> padded(
      RingState state, RingEvent event, boolean withSelf) {
    Step<RingState, RingEffect> step = real(state, event);
    List<RingMember> left = step.state().successors().entries();
    if (!(event instanceof Gone)
        || !(state.phase() instanceof AskingSuccessor)
        || left.isEmpty()
        || left.size() == state.successors().entries().size()) {
      return step;
    }
    ImmutableList.Builder<RingMember> filled = ImmutableList.builder();
    filled.addAll(left).add(withSelf ? state.self() : left.get(left.size() - 1));
    SuccessorList list =
        new SuccessorList(state.self(), state.successors().capacity(), filled.build());
    return new Step<>(list(step.state(), list), step.effects());
  }

  static Step<RingState, RingEffect> answeringWhileOpen(RingState state, RingEvent event) {
    return event instanceof StateQueried asked && state.member() && !state.isIdle()
        ? Step.of(
            state,
            new AnswerState(asked.query(), state.predecessor(), state.successors().entries()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> busyIsDead(RingState state, RingEvent event) {
    return event instanceof BusyReply busy
        ? real(state, new Gone(busy.request()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> timeOutIsDeath(RingState state, RingEvent event) {
    return event instanceof TimedOut out
        ? real(state, new Gone(out.request()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> lateReplyApplied(RingState state, RingEvent event) {
    return event instanceof StateReply reply
        ? real(
            state, new StateReply(state.phase().request(), reply.predecessor(), reply.successors()))
        : real(state, event);
  }

  static Step<RingState, RingEffect> lateDeathApplied(RingState state, RingEvent event) {
    return event instanceof Gone
        ? real(state, new Gone(state.phase().request()))
        : real(state, event);
  }

  /** A tick during an operation opens another; whichever is answered first is applied. */
  static Step<RingState, RingEffect> twoOpen(RingState state, RingEvent event) {
    return event instanceof StabilizeTick && state.member()
        ? real(idle(state), event)
        : lateReplyApplied(state, event);
  }

  static Step<RingState, RingEffect> farewellDuringOperation(RingState state, RingEvent event) {
    if (event instanceof FarewellReceived && state.member() && !state.isIdle()) {
      Step<RingState, RingEffect> patched = real(idle(state), event);
      return new Step<>(phase(patched.state(), state.phase()), patched.effects());
    }
    return real(state, event);
  }

  private static Step<RingState, RingEffect> real(RingState state, RingEvent event) {
    return RingProtocol.step(state, event);
  }

  private static StateReply withoutPredecessor(StateReply reply) {
    return new StateReply(reply.request(), null, reply.successors());
  }

  private static List<RingMember> ownTail(RingState state) {
    List<RingMember> own = state.successors().entries();
    return own.isEmpty() ? own : own.subList(1, own.size());
  }

  private static RingState idle(RingState state) {
    return phase(state, new Idle());
  }

  private static RingState phase(RingState state, RingPhase phase) {
    return new RingState(
        state.successors(),
        state.member(),
        state.predecessor(),
        phase,
        state.waitingNotifier(),
        state.nextRequest());
  }

  private static RingState opened(RingState state, RingPhase phase) {
    return new RingState(
        state.successors(),
        state.member(),
        state.predecessor(),
        phase,
        state.waitingNotifier(),
        state.nextRequest() + 1);
  }

  private static RingState predecessor(RingState state, @Nullable RingMember predecessor) {
    return new RingState(
        state.successors(),
        state.member(),
        predecessor,
        state.phase(),
        state.waitingNotifier(),
        state.nextRequest());
  }

  private static RingState list(RingState state, SuccessorList list) {
    return new RingState(
        list,
        state.member(),
        state.predecessor(),
        state.phase(),
        state.waitingNotifier(),
        state.nextRequest());
  }

  private static RingState member(RingState state, boolean member) {
    return new RingState(
        state.successors(),
        member,
        state.predecessor(),
        state.phase(),
        state.waitingNotifier(),
        state.nextRequest());
  }
}
