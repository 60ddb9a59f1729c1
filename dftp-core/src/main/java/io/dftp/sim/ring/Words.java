// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingState;
import io.dftp.sim.ring.Letter.Goodbye;
import io.dftp.sim.ring.Letter.Notice;
import io.dftp.sim.ring.Letter.Query;
import io.dftp.sim.ring.Letter.Reply;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what happens in a small world, for the reader of a counterexample. */
final class Words {

  private Words() {}

  /** Returns the place, and a prime for each incarnation that it had before. */
  static String name(@Nullable RingMember member) {
    return member == null ? "-" : member.id() + "'".repeat((int) member.incarnation());
  }

  static String names(List<RingMember> members) {
    return members.stream().map(Words::name).collect(Collectors.joining(" ", "[", "]"));
  }

  static String delivery(Letter letter) {
    if (letter instanceof Query query) {
      return name(query.to()) + " answers " + letter(query);
    }
    return letter instanceof Reply reply
        ? name(reply.asker()) + " receives " + letter(reply)
        : "delivered: " + letter(letter);
  }

  static String loss(Letter letter) {
    return "lost: " + letter(letter);
  }

  static String letter(Letter letter) {
    if (letter instanceof Query query) {
      return (query.late() ? "the late " : "the ")
          + (query.life() ? "ping of " : "query of ")
          + name(query.asker())
          + " to "
          + name(query.to());
    }
    if (letter instanceof Reply reply) {
      return (reply.late() ? "the late answer of " : "the answer of ")
          + name(reply.from())
          + " to "
          + name(reply.asker())
          + ": "
          + content(reply.event());
    }
    if (letter instanceof Notice notice) {
      return "the notification of " + name(notice.notifier()) + " to " + name(notice.to());
    }
    Goodbye bye = (Goodbye) letter;
    return "the farewell of "
        + name(bye.leaver())
        + " to "
        + name(bye.to())
        + ", before it was "
        + name(bye.predecessor());
  }

  private static String content(RingEvent event) {
    if (event instanceof RingEvent.StateReply reply) {
      return "predecessor " + name(reply.predecessor()) + ", list " + names(reply.successors());
    }
    if (event instanceof RingEvent.BusyReply) {
      return "BUSY";
    }
    return event instanceof RingEvent.Pong ? "PONG" : "NOT_MEMBER";
  }

  static String draw(List<RingState> states, List<Letter> letters) {
    StringBuilder text = new StringBuilder();
    for (RingState state : states) {
      text.append(name(state.predecessor()))
          .append(" <- ")
          .append(name(state.self()))
          .append(state.member() ? " -> " : " (no member) -> ")
          .append(names(state.successors().entries()))
          .append(phase(state));
      if (state.waitingNotifier() != null) {
        text.append(", notification of ").append(name(state.waitingNotifier())).append(" waits");
      }
      text.append('\n');
    }
    letters.forEach(letter -> text.append("under way: ").append(letter(letter)).append('\n'));
    return text.toString();
  }

  private static String phase(RingState state) {
    RingPhase phase = state.phase();
    if (phase instanceof RingPhase.Joining joining) {
      return ", joins at " + name(joining.at());
    }
    if (phase instanceof RingPhase.AskingSuccessor asking) {
      return ", asks its successor " + name(asking.successor());
    }
    if (phase instanceof RingPhase.AskingPredecessor asking) {
      return ", asks the candidate " + name(asking.candidate());
    }
    return phase instanceof RingPhase.PingingPredecessor pinging
        ? ", pings its predecessor because of " + name(pinging.notifier())
        : "";
  }
}
