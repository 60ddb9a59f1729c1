// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.BullyMessage;
import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.bully.ElectionEffect;
import io.dftp.bully.ElectionEvent;
import io.dftp.bully.ElectionPhase;
import io.dftp.bully.ElectionPhase.Following;
import io.dftp.bully.ElectionReason;
import io.dftp.bully.ElectionState;
import io.dftp.bully.ElectionTimer;
import io.dftp.bully.Epoch;
import io.dftp.bully.Terms;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Seeded bugs, each a small wrapper around the production step. An exploration that does not find
 * one of them is not worth its time.
 */
public final class ElectionMutants {

  private static final ElectionStep PRODUCTION = ElectionCheck.production();

  private ElectionMutants() {}

  /** Returns all of them. */
  public static List<ElectionMutant> all() {
    ElectionBounds calm = ElectionBounds.of(3, 0);
    ElectionBounds one = ElectionBounds.of(3, 1);
    ElectionBounds two = ElectionBounds.of(2, 1);
    return List.of(
        mutant("ignores FEEDBACK", ignoring(FeedbackHigher.class), calm.startingAnyTime()),
        mutant("does not store its promises", without(ElectionEffect.Persist.class), calm),
        mutant("tells its promise before it is stored", ElectionMutants::talkingFirst, calm),
        mutant("leads without being told so", without(ElectionEffect.Grant.class), calm),
        mutant(
            "is not told that it leads no more",
            without(ElectionEffect.Revoke.class),
            two.with(Fault.ISOLATE)),
        mutant("claims the same epoch again", ElectionMutants::stingy, two.with(Fault.ISOLATE)),
        mutant(
            "never yields to a higher leader", ElectionMutants::stubborn, two.with(Fault.ISOLATE)),
        mutant("follows any leader, however old", ElectionMutants::gullible, two.with(Fault.PAUSE)),
        mutant("promises whatever is claimed", ElectionMutants::obliging, two.with(Fault.PAUSE)),
        mutant(
            "answers for a leader that it does not hear",
            ElectionMutants::loyal,
            one.with(Fault.CRASH)),
        mutant("never suspects its leader", ElectionMutants::trusting, one.with(Fault.CRASH)),
        mutant("raises its epoch with each heartbeat", ElectionMutants::restless, calm),
        mutant("waits for its winner for ever", ElectionMutants::patient, one.with(Fault.CRASH)),
        mutant("ignores refusals", ignoring(Refusal.class), two.with(Fault.ISOLATE)),
        mutant(
            "does not refuse an earlier leader", silent(Refusal.class), two.with(Fault.ISOLATE)));
  }

  private static ElectionMutant mutant(String name, ElectionStep step, ElectionBounds bounds) {
    return new ElectionMutant(name, step, bounds);
  }

  // --- Families.

  private static ElectionStep ignoring(Class<? extends BullyMessage> type) {
    return (state, event) ->
        event instanceof ElectionEvent.Received received && type.isInstance(received.message())
            ? Step.of(state)
            : PRODUCTION.step(state, event);
  }

  private static ElectionStep without(Class<? extends ElectionEffect> type) {
    return keeping(effect -> !type.isInstance(effect));
  }

  private static ElectionStep silent(Class<? extends BullyMessage> type) {
    return keeping(
        effect ->
            !(effect instanceof ElectionEffect.Broadcast broadcast
                    && type.isInstance(broadcast.message()))
                && !(effect instanceof ElectionEffect.Send send
                    && type.isInstance(send.message())));
  }

  private static ElectionStep keeping(Predicate<ElectionEffect> kept) {
    return (state, event) -> {
      Step<ElectionState, ElectionEffect> step = PRODUCTION.step(state, event);
      return new Step<>(step.state(), step.effects().stream().filter(kept).toList());
    };
  }

  // --- Single ones.

  private static Step<ElectionState, ElectionEffect> talkingFirst(
      ElectionState state, ElectionEvent event) {
    Step<ElectionState, ElectionEffect> step = PRODUCTION.step(state, event);
    Predicate<ElectionEffect> talk = effect -> effect instanceof ElectionEffect.Send;
    List<ElectionEffect> effects = new ArrayList<>(step.effects().stream().filter(talk).toList());
    effects.addAll(step.effects().stream().filter(talk.negate()).toList());
    return new Step<>(step.state(), effects);
  }

  /** Forgets the counts that it saw, but for that of its promise, which it counts from. */
  private static Step<ElectionState, ElectionEffect> stingy(
      ElectionState state, ElectionEvent event) {
    Terms terms = state.terms();
    long count = Math.max(0, terms.promised().count() - 1);
    return PRODUCTION.step(with(state, new Terms(terms.promised(), terms.ended(), count)), event);
  }

  private static Step<ElectionState, ElectionEffect> stubborn(
      ElectionState state, ElectionEvent event) {
    Step<ElectionState, ElectionEffect> step = PRODUCTION.step(state, event);
    return step.state().reason() == ElectionReason.OUTRANKED
            && state.phase() instanceof ElectionPhase.Leader
        ? Step.of(state)
        : step;
  }

  private static Step<ElectionState, ElectionEffect> gullible(
      ElectionState state, ElectionEvent event) {
    return unpromised(
        state, event, message -> message instanceof Heartbeat || message instanceof Coordinator);
  }

  private static Step<ElectionState, ElectionEffect> obliging(
      ElectionState state, ElectionEvent event) {
    return unpromised(state, event, message -> message instanceof Claim);
  }

  /** Takes the step as if nothing had been promised. */
  private static Step<ElectionState, ElectionEffect> unpromised(
      ElectionState state, ElectionEvent event, Predicate<BullyMessage> forgetting) {
    boolean forgets =
        event instanceof ElectionEvent.Received received && forgetting.test(received.message());
    if (!forgets) {
      return PRODUCTION.step(state, event);
    }
    Terms terms = state.terms();
    Step<ElectionState, ElectionEffect> step =
        PRODUCTION.step(
            with(state, new Terms(Epoch.NONE, terms.ended(), terms.largestCount())), event);
    // It forgets for the comparison only.
    return step.state().promised().equals(Epoch.NONE)
        ? new Step<>(with(step.state(), terms), step.effects())
        : step;
  }

  private static Step<ElectionState, ElectionEffect> loyal(
      ElectionState state, ElectionEvent event) {
    Step<ElectionState, ElectionEffect> step = PRODUCTION.step(state, event);
    Following following = following(state);
    if (following == null
        || !(event instanceof ElectionEvent.Received received)
        || !(received.message() instanceof WhoIs)) {
      return step;
    }
    List<ElectionEffect> effects = new ArrayList<>(step.effects());
    effects.add(
        new ElectionEffect.Send(
            received.from(),
            new FeedbackLeaderAlive(
                state.self(), following.leader(), following.epoch(), following.group())));
    return new Step<>(step.state(), effects);
  }

  private static Step<ElectionState, ElectionEffect> trusting(
      ElectionState state, ElectionEvent event) {
    Step<ElectionState, ElectionEffect> step = PRODUCTION.step(state, event);
    Following old = following(state);
    if (old == null || !(step.state().phase() instanceof ElectionPhase.Suspect)) {
      return step;
    }
    Following excused =
        new Following(
            old.leader(),
            old.epoch(),
            old.group(),
            old.sinceNanos(),
            event.nowNanos(),
            old.directNanos(),
            old.direct(),
            old.heardAt());
    return PRODUCTION.step(with(state, new ElectionPhase.Follower(excused)), event);
  }

  private static Step<ElectionState, ElectionEffect> restless(
      ElectionState state, ElectionEvent event) {
    if (state.phase() instanceof ElectionPhase.Leader leader
        && event instanceof ElectionEvent.TimerFired fired
        && fired.timer() == ElectionTimer.PHASE) {
      Epoch later =
          new Epoch(leader.epoch().count() + 1, leader.epoch().uid(), leader.epoch().incarnation());
      return PRODUCTION.step(
          state,
          new ElectionEvent.Received(
              event.nowNanos(),
              event.draw(),
              state.peers().get(0).heardAt(),
              new Refusal(state.peers().get(0).contender(), leader.epoch(), later)));
    }
    return PRODUCTION.step(state, event);
  }

  private static Step<ElectionState, ElectionEffect> patient(
      ElectionState state, ElectionEvent event) {
    return state.phase() instanceof ElectionPhase.Waiting
            && event instanceof ElectionEvent.TimerFired
        ? Step.of(state)
        : PRODUCTION.step(state, event);
  }

  private static @Nullable Following following(ElectionState state) {
    if (state.phase() instanceof ElectionPhase.Follower follower) {
      return follower.following();
    }
    return state.phase() instanceof ElectionPhase.Suspect suspect ? suspect.following() : null;
  }

  private static ElectionState with(ElectionState state, Terms terms) {
    return changed(state, terms, state.phase());
  }

  private static ElectionState with(ElectionState state, ElectionPhase phase) {
    return changed(state, state.terms(), phase);
  }

  private static ElectionState changed(ElectionState state, Terms terms, ElectionPhase phase) {
    return new ElectionState(
        state.self(),
        state.group(),
        terms,
        phase,
        state.reason(),
        state.schedule(),
        state.health(),
        state.handOvers(),
        state.known());
  }
}
