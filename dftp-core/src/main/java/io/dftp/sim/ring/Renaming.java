// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEvent;
import io.dftp.chord.RingEvent.StateReply;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.AskingSuccessor;
import io.dftp.chord.RingPhase.Joining;
import io.dftp.chord.RingPhase.PingingPredecessor;
import io.dftp.chord.RingState;
import io.dftp.chord.SuccessorList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives each member that a state or message names another name. */
record Renaming(UnaryOperator<RingMember> names) {

  RingState of(RingState state) {
    SuccessorList list = state.successors();
    return new RingState(
        new SuccessorList(names.apply(list.owner()), list.capacity(), all(list.entries())),
        state.member(),
        maybe(state.predecessor()),
        of(state.phase()),
        maybe(state.waitingNotifier()),
        state.nextRequest());
  }

  Letter of(Letter letter) {
    if (letter instanceof Letter.Query query) {
      return new Letter.Query(
          names.apply(query.asker()), names.apply(query.to()), query.life(), query.late());
    }
    if (letter instanceof Letter.Reply reply) {
      return new Letter.Reply(
          names.apply(reply.asker()), names.apply(reply.from()), of(reply.event()), reply.late());
    }
    if (letter instanceof Letter.Notice notice) {
      return new Letter.Notice(names.apply(notice.notifier()), names.apply(notice.to()));
    }
    Letter.Goodbye bye = (Letter.Goodbye) letter;
    return new Letter.Goodbye(
        names.apply(bye.leaver()), names.apply(bye.to()), maybe(bye.predecessor()));
  }

  private RingPhase of(RingPhase phase) {
    if (phase instanceof Joining joining) {
      return new Joining(joining.request(), names.apply(joining.at()));
    }
    if (phase instanceof AskingSuccessor asking) {
      return new AskingSuccessor(asking.request(), names.apply(asking.successor()));
    }
    if (phase instanceof AskingPredecessor asking) {
      return new AskingPredecessor(asking.request(), names.apply(asking.candidate()));
    }
    return phase instanceof PingingPredecessor pinging
        ? new PingingPredecessor(pinging.request(), names.apply(pinging.notifier()))
        : phase;
  }

  private RingEvent of(RingEvent event) {
    return event instanceof StateReply reply
        ? new StateReply(reply.request(), maybe(reply.predecessor()), all(reply.successors()))
        : event;
  }

  private List<RingMember> all(List<RingMember> members) {
    return members.stream().map(names).toList();
  }

  private @Nullable RingMember maybe(@Nullable RingMember member) {
    return member == null ? null : names.apply(member);
  }
}
