// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingEffect.Notify;
import io.dftp.chord.RingEffect.Nudge;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEffect.RetryLater;
import io.dftp.chord.RingEffect.RingChanged;
import io.dftp.chord.RingEffect.StabilizeSoon;
import io.dftp.chord.RingEvent.PeerDied;
import io.dftp.chord.RingEvent.Pong;
import io.dftp.chord.RingEvent.StateReply;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.AskingSuccessor;
import io.dftp.chord.RingPhase.Idle;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.id.Identifier;
import io.dftp.runtime.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stabilize and rectify: how a member keeps its list and its predecessor right (Zave, sections 3
 * and 4 of "How to Make Chord Correct"). Each operation asks one member at a time and changes
 * nothing before the answer.
 */
final class RingRepair {

  private RingRepair() {}

  static Step<RingState, RingEffect> stabilize(RingState state) {
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
    return ask(state, predecessor);
  }

  /**
   * Asks a member of former times as it asks its successor's predecessor. Only where the list is
   * exhausted, so that this position is in no ring that could be tied into another.
   */
  static Step<RingState, RingEffect> recalled(RingState state, RingMember member) {
    boolean exhausted =
        state.member()
            && state.isIdle()
            && state.successors().entries().isEmpty()
            && state.predecessor() == null;
    return exhausted && !member.id().equals(state.self().id())
        ? ask(state, member)
        : Step.of(state);
  }

  private static Step<RingState, RingEffect> ask(RingState state, RingMember candidate) {
    long request = state.nextRequest();
    return Step.of(
        state.asking(new AskingPredecessor(request, candidate)),
        new QueryState(request, candidate));
  }

  /** Takes the answer of a successor, or of one that may be nearer. */
  static Step<RingState, RingEffect> stateReply(RingState state, StateReply reply) {
    if (state.phase().request() != reply.request()) {
      return Step.of(state);
    }
    if (state.phase() instanceof AskingSuccessor asking) {
      return successorAnswered(state, asking.successor(), reply);
    }
    return state.phase() instanceof AskingPredecessor asking
        ? candidateAnswered(state, asking.candidate(), reply)
        : Step.of(state);
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

  static Step<RingState, RingEffect> pong(RingState state, Pong pong) {
    return state.phase() instanceof PingingPredecessor pinging
            && pinging.request() == pong.request()
        ? finish(state, state)
        : Step.of(state);
  }

  /** The asked one is alive, or may be: the operation ends with nothing changed by it. */
  static Step<RingState, RingEffect> abandon(RingState state, long request) {
    if (state.phase().request() != request) {
      return Step.of(state);
    }
    return finish(state, state, new RetryLater());
  }

  static Step<RingState, RingEffect> timedOut(RingState state, long request) {
    // A candidate that does not answer is not adopted, dead or not. Anyone else keeps its place
    // until the failure detector is sure: the proofs rest on failures seen without mistake.
    boolean harmless =
        state.phase() instanceof AskingPredecessor && !state.successors().entries().isEmpty();
    return harmless ? gone(state, request) : abandon(state, request);
  }

  static Step<RingState, RingEffect> gone(RingState state, long request) {
    if (state.phase().request() != request) {
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
    return state.phase() instanceof PingingPredecessor pinging
        ? finish(state, state.withPredecessor(pinging.notifier()))
        : Step.of(state);
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

  static Step<RingState, RingEffect> notified(RingState state, RingMember notifier) {
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

  static Step<RingState, RingEffect> nudged(RingState state) {
    return state.member() ? Step.of(state, new StabilizeSoon()) : Step.of(state);
  }

  /** Forgets a dead predecessor; the one before it notifies when it has found the death itself. */
  static Step<RingState, RingEffect> peerDied(RingState state, PeerDied event) {
    boolean known =
        event.peer().equals(state.predecessor()) || event.peer().equals(state.successors().head());
    if (!state.member() || !state.isIdle() || !known) {
      return Step.of(state);
    }
    return withChange(state, withoutPredecessor(state, event.peer()), List.of(new StabilizeSoon()));
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
  static Step<RingState, RingEffect> withChange(
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
}
