// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.AskingSuccessor;
import io.dftp.chord.RingPhase.Joining;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.chord.RingState;
import io.dftp.chord.RingStep;
import io.dftp.runtime.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a step function does, remembered: the states of one position are few, those of a whole world
 * many. Request numbers are normal: an open query has number {@link #OPEN}, and any other {@link
 * #LATE}.
 */
final class StepTable {

  static final long OPEN = 0;
  static final long LATE = -7;

  /**
   * What follows from an event.
   *
   * @param state the number of the next state
   * @param ended whether the query that was open is open no longer
   */
  record Outcome(int state, List<RingEffect> effects, boolean ended) {}

  private record Key(int state, RingEvent event) {}

  private final RingStep step;
  private final Numbered<RingState> states = new Numbered<>();
  private final Map<Key, Outcome> outcomes = new LinkedHashMap<>();

  StepTable(RingStep step) {
    this.step = step;
  }

  RingState state(int number) {
    return states.get(number);
  }

  int numberOf(RingState state) {
    return states.of(normal(state));
  }

  Outcome step(int state, RingEvent event) {
    return outcomes.computeIfAbsent(new Key(state, event), this::compute);
  }

  private Outcome compute(Key key) {
    RingState before = states.get(key.state());
    Step<RingState, RingEffect> result = step.step(before, key.event());
    boolean ended =
        !before.isIdle() && (result.state().isIdle() || result.state().phase().request() != OPEN);
    return new Outcome(
        numberOf(result.state()),
        result.effects().stream()
            .filter(StepTable::matters)
            .collect(ImmutableList.toImmutableList()),
        ended);
  }

  /** Nudges and timers change no state, and a position may stabilize at any time. */
  private static boolean matters(RingEffect effect) {
    return !(effect instanceof RingEffect.Nudge
        || effect instanceof RingEffect.StabilizeSoon
        || effect instanceof RingEffect.RingChanged
        || effect instanceof RingEffect.Joined);
  }

  private static RingState normal(RingState state) {
    return new RingState(
        state.successors(),
        state.member(),
        state.predecessor(),
        withRequest(state.phase(), OPEN),
        state.waitingNotifier(),
        state.isIdle() ? OPEN : OPEN + 1);
  }

  private static RingPhase withRequest(RingPhase phase, long request) {
    if (phase instanceof Joining joining) {
      return new Joining(request, joining.at());
    }
    if (phase instanceof AskingSuccessor asking) {
      return new AskingSuccessor(request, asking.successor());
    }
    if (phase instanceof AskingPredecessor asking) {
      return new AskingPredecessor(request, asking.candidate());
    }
    return phase instanceof PingingPredecessor pinging
        ? new PingingPredecessor(request, pinging.notifier())
        : phase;
  }

  /** Returns the event with that request number, if it answers a query. */
  static RingEvent withRequest(RingEvent event, long request) {
    if (event instanceof RingEvent.StateReply reply) {
      return new RingEvent.StateReply(request, reply.predecessor(), reply.successors());
    }
    if (event instanceof RingEvent.Pong) {
      return new RingEvent.Pong(request);
    }
    if (event instanceof RingEvent.BusyReply) {
      return new RingEvent.BusyReply(request);
    }
    return event instanceof RingEvent.Gone ? new RingEvent.Gone(request) : event;
  }

  /** Returns whom the open operation of the state asks; the state must have one. */
  static RingMember asked(RingState state) {
    RingPhase phase = state.phase();
    if (phase instanceof Joining joining) {
      return joining.at();
    }
    if (phase instanceof AskingSuccessor asking) {
      return asking.successor();
    }
    if (phase instanceof AskingPredecessor asking) {
      return asking.candidate();
    }
    RingMember predecessor = state.predecessor();
    if (predecessor == null) {
      throw new IllegalStateException("nobody is asked in " + state);
    }
    return predecessor;
  }
}
