// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingEffect;
import io.dftp.chord.RingEffect.QueryLife;
import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.AskingSuccessor;
import io.dftp.chord.RingPhase.Joining;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.chord.RingState;
import io.dftp.chord.SuccessorList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives the members in states, events and queries other names; numbers requests from zero. */
record MemberMap(UnaryOperator<RingMember> rename) {

  RingState of(RingState state) {
    SuccessorList list = state.successors();
    boolean open = state.phase().request() >= 0;
    return new RingState(
        new SuccessorList(of(list.owner()), list.capacity(), of(list.entries())),
        state.member(),
        ofKnown(state.predecessor()),
        of(state.phase()),
        ofKnown(state.waitingNotifier()),
        open ? 1 : 0);
  }

  RingEffect ofQuery(RingEffect query) {
    return query instanceof QueryState state
        ? new QueryState(0, of(state.to()))
        : new QueryLife(0, of(((QueryLife) query).to()));
  }

  RingEvent of(RingEvent event) {
    if (event instanceof RingEvent.StateReply reply) {
      return new RingEvent.StateReply(0, ofKnown(reply.predecessor()), of(reply.successors()));
    }
    if (event instanceof RingEvent.Notified notified) {
      return new RingEvent.Notified(of(notified.notifier()));
    }
    if (event instanceof RingEvent.PeerDied died) {
      return new RingEvent.PeerDied(of(died.peer()));
    }
    if (event instanceof RingEvent.JoinRequested join) {
      return new RingEvent.JoinRequested(of(join.predecessor()));
    }
    if (event instanceof RingEvent.Recalled recalled) {
      return new RingEvent.Recalled(of(recalled.member()));
    }
    if (event instanceof RingEvent.FarewellReceived farewell) {
      return new RingEvent.FarewellReceived(
          0, of(farewell.leaver()), ofKnown(farewell.predecessor()));
    }
    return event;
  }

  /** Shows all members that a state names. */
  static void forEachMember(RingState state, Consumer<RingMember> visitor) {
    // Built from what renaming touches, so that neither can forget a place where members stand.
    new MemberMap(
            member -> {
              visitor.accept(member);
              return member;
            })
        .of(state);
  }

  private RingPhase of(RingPhase phase) {
    if (phase instanceof Joining joining) {
      return new Joining(0, of(joining.at()));
    }
    if (phase instanceof AskingSuccessor asking) {
      return new AskingSuccessor(0, of(asking.successor()));
    }
    if (phase instanceof AskingPredecessor asking) {
      return new AskingPredecessor(0, of(asking.candidate()));
    }
    return phase instanceof PingingPredecessor pinging
        ? new PingingPredecessor(0, of(pinging.notifier()))
        : phase;
  }

  private RingMember of(RingMember member) {
    return rename.apply(member);
  }

  private @Nullable RingMember ofKnown(@Nullable RingMember member) {
    return member == null ? null : of(member);
  }

  private List<RingMember> of(List<RingMember> members) {
    return members.stream().map(this::of).collect(ImmutableList.toImmutableList());
  }
}
