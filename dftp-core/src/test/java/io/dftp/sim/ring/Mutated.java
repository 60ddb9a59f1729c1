// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.Idle;
import io.dftp.chord.RingPhase.Joining;
import io.dftp.chord.RingProtocol;
import io.dftp.chord.RingState;
import io.dftp.chord.SuccessorList;
import io.dftp.id.Identifier;
import io.dftp.runtime.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults planted in the real step function, to see that a checker finds them. */
final class Mutated {

  private Mutated() {}

  /** The published protocol: the successor's predecessor is adopted whether it answers or not. */
  static Step<RingState, RingEffect> adoptUnasked(RingState state, RingEvent event) {
    if (event instanceof RingEvent.Gone && state.phase() instanceof AskingPredecessor asking) {
      SuccessorList list = state.successors();
      return Step.of(
          idle(state, list.learnedFrom(asking.candidate(), list.entries()), state.predecessor()),
          new RingEffect.Notify(asking.candidate()));
    }
    return RingProtocol.step(state, event);
  }

  /** A join that leaves out its first successor. */
  static Step<RingState, RingEffect> joinSkipping(RingState state, RingEvent event) {
    if (state.phase() instanceof Joining joining && event instanceof RingEvent.StateReply reply) {
      List<RingMember> skipped = reply.successors().subList(1, reply.successors().size());
      return Step.of(idle(state, state.successors().copyOf(skipped), joining.at()));
    }
    return RingProtocol.step(state, event);
  }

  /** Nobody is ever notified, so no predecessor is ever corrected. */
  static Step<RingState, RingEffect> neverNotify(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = RingProtocol.step(state, event);
    return new Step<>(
        step.state(),
        step.effects().stream().filter(effect -> !(effect instanceof RingEffect.Notify)).toList());
  }

  /** Whoever notifies becomes the predecessor. */
  static Step<RingState, RingEffect> rectifyBlindly(RingState state, RingEvent event) {
    return event instanceof RingEvent.Notified notified && state.isIdle() && state.member()
        ? Step.of(idle(state, state.successors(), notified.notifier()))
        : RingProtocol.step(state, event);
  }

  /** Not the same from every position: the first position never adopts a nearer successor. */
  static Step<RingState, RingEffect> lameAtZero(RingState state, RingEvent event) {
    boolean lame = state.self().id().equals(Identifier.of(0));
    return lame && event instanceof RingEvent.StateReply reply
        ? RingProtocol.step(
            state, new RingEvent.StateReply(reply.request(), null, reply.successors()))
        : RingProtocol.step(state, event);
  }

  private static RingState idle(
      RingState state, SuccessorList successors, @Nullable RingMember predecessor) {
    return new RingState(successors, true, predecessor, new Idle(), null, state.nextRequest());
  }
}
