// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingPhase;
import io.dftp.chord.RingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Rings and what happens to them, in words. The dead carry a dagger. */
final class AtomicText {

  private final AtomicMoves moves;
  private final SmallCircle circle;

  AtomicText(AtomicMoves moves) {
    this.moves = moves;
    this.circle = moves.seats().circle();
  }

  String act(AtomicState ring, int position) {
    AtomicState asking = ring.copy();
    Seat seat = moves.seat(ring, position);
    boolean begins = seat.query() == null;
    if (begins) {
      int tick = moves.seats().event(new RingEvent.StabilizeTick());
      asking.seats[position] = moves.seats().step(ring.seats[position], tick).seat();
      seat = moves.seat(asking, position);
    }
    if (seat.query() == null) {
      return position + " has nobody to ask";
    }
    String asked = name(ring, moves.absolute(circle.number(seat.asked()), position));
    String question =
        seat.query() instanceof QueryState
            ? " asks " + asked + " for its list: "
            : " asks whether " + asked + " lives: ";
    RingEvent reply = moves.seats().event(moves.reply(asking.copy(), position));
    return position + (begins ? " stabilizes," : "") + question + reply(ring, position, reply);
  }

  String deliver(AtomicState ring, int position, int notifier) {
    return "%s hears the notification of %s"
        .formatted(position, name(ring, moves.absolute(notifier, position)));
  }

  String predecessorDied(AtomicState ring, int position) {
    int dead = moves.absolute(moves.seat(ring, position).predecessor(), position);
    return "%s learns that %s is dead".formatted(position, name(ring, dead));
  }

  String join(AtomicState ring, int position, int after) {
    boolean again = circle.incarnationsOf(moves.mentioned(ring), position) != 0;
    return "%s joins%s after %s".formatted(position, again ? " again" : "", after);
  }

  String leave(int position, int reached) {
    String told =
        IntStream.range(0, circle.positions())
            .filter(at -> (reached & 1 << at) != 0)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    return "%s leaves and tells %s".formatted(position, told);
  }

  String lostPrincipals(long before, AtomicState next) {
    return "principals %s became %s"
        .formatted(names(next, before), names(next, moves.principals(next)));
  }

  /** Draws the circle of best successors, then what each member knows, then what is on its way. */
  String ring(AtomicState ring) {
    RingShape shape = shape(ring);
    PlaceNames names = names(ring);
    List<String> lines = new ArrayList<>();
    lines.add(circleOf(shape, names));
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        lines.add(member(ring, position));
      }
    }
    return String.join("\n", lines);
  }

  RingShape shape(AtomicState ring) {
    long mentioned = 0;
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        mentioned |= moves.absolute(moves.seat(ring, position).mentioned(), position);
      }
    }
    long all = mentioned;
    RingShape shape = new RingShape(Long.bitCount(all), moves.seats().capacity());
    int place = 0;
    for (long rest = all; rest != 0; rest &= rest - 1) {
      shape.place(place++, circle.position(Long.numberOfTrailingZeros(rest)));
    }
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        addLive(shape, ring, position, all);
      }
    }
    return shape;
  }

  private void addLive(RingShape shape, AtomicState ring, int position, long all) {
    Seat seat = moves.seat(ring, position);
    int[] list = new int[seat.list().length];
    for (int i = 0; i < list.length; i++) {
      list[i] = place(all, moves.absolute(seat.list()[i], position));
    }
    int known = seat.predecessor();
    shape.live(
        place(all, moves.absolute(seat.self(), position)),
        list,
        known == SmallCircle.NONE ? RingShape.NONE : place(all, moves.absolute(known, position)));
  }

  private static int place(long all, int member) {
    return Long.bitCount(all & (1L << member) - 1);
  }

  /** Returns the names of the places of {@link #shape}. */
  PlaceNames names(AtomicState ring) {
    return place -> {
      long mentioned = 0;
      for (int position = 0; position < ring.positions(); position++) {
        if (ring.isLive(position)) {
          mentioned |= moves.absolute(moves.seat(ring, position).mentioned(), position);
        }
      }
      long rest = mentioned;
      for (int i = 0; i < place; i++) {
        rest &= rest - 1;
      }
      return name(ring, Long.numberOfTrailingZeros(rest));
    };
  }

  private static String circleOf(RingShape shape, PlaceNames names) {
    int[] live = shape.livePlaces();
    StringBuilder line = new StringBuilder();
    boolean[] drawn = new boolean[shape.places()];
    for (int start : live) {
      if (shape.isOnRing(start) && !drawn[start]) {
        line.append(line.length() == 0 ? "ring " : ", ring ");
        int at = start;
        while (!drawn[at]) {
          drawn[at] = true;
          line.append(names.of(at)).append(" > ");
          at = shape.best(at);
        }
        line.append(names.of(start));
      }
    }
    for (int place : live) {
      if (!shape.isOnRing(place)) {
        int best = shape.best(place);
        line.append(line.length() == 0 ? "" : ", ").append(names.of(place)).append(" > ");
        line.append(best == RingShape.NONE ? "nobody" : names.of(best));
      }
    }
    return line.toString();
  }

  private String member(AtomicState ring, int position) {
    IntFunction<String> name = number -> name(ring, moves.absolute(number, position));
    Seat seat = moves.seat(ring, position);
    RingState state = seat.state();
    StringBuilder line = new StringBuilder();
    line.append(position).append(": before it ");
    line.append(seat.predecessor() == SmallCircle.NONE ? "-" : name.apply(seat.predecessor()));
    line.append(", after it ");
    line.append(
        seat.list().length == 0
            ? "-"
            : Arrays.stream(seat.list()).mapToObj(name).collect(Collectors.joining(" ")));
    RingMember waiting = state.waitingNotifier();
    if (!state.isIdle()) {
      line.append("; ").append(phase(state.phase(), member -> name.apply(circle.number(member))));
    }
    if (waiting != null) {
      line.append("; ").append(name.apply(circle.number(waiting))).append(" waits to be heard");
    }
    if (ring.notifiers[position] != 0) {
      line.append("; on their way to it: notifications of ")
          .append(names(ring, moves.absolute(ring.notifiers[position], position)));
    }
    return line.toString();
  }

  private static String phase(
      RingPhase phase, java.util.function.Function<RingMember, String> name) {
    if (phase instanceof RingPhase.AskingSuccessor asking) {
      return "asking its successor " + name.apply(asking.successor());
    }
    if (phase instanceof RingPhase.AskingPredecessor asking) {
      return "about to ask " + name.apply(asking.candidate()) + ", perhaps a nearer successor";
    }
    if (phase instanceof RingPhase.PingingPredecessor pinging) {
      return "about to ask whether its predecessor lives, for " + name.apply(pinging.notifier());
    }
    return phase.toString();
  }

  private String reply(AtomicState ring, int position, RingEvent reply) {
    if (reply instanceof RingEvent.StateReply state) {
      RingMember before = state.predecessor();
      String list =
          state.successors().stream()
              .map(member -> name(ring, moves.absolute(circle.number(member), position)))
              .collect(Collectors.joining(" "));
      return "before it "
          + (before == null ? "-" : name(ring, moves.absolute(circle.number(before), position)))
          + ", after it "
          + list;
    }
    if (reply instanceof RingEvent.BusyReply) {
      return "it is busy";
    }
    return reply instanceof RingEvent.Pong ? "it does" : "it is dead";
  }

  private String names(AtomicState ring, long members) {
    return LongStream.iterate(members, rest -> rest != 0, rest -> rest & rest - 1)
        .mapToObj(rest -> name(ring, Long.numberOfTrailingZeros(rest)))
        .collect(Collectors.joining(" "));
  }

  /** Returns the position, with as many daggers as newer incarnations of it are known. */
  private String name(AtomicState ring, int member) {
    int position = circle.position(member);
    if (moves.isLive(ring, member)) {
      return Integer.toString(position);
    }
    int known = circle.incarnationsOf(moves.mentioned(ring), position);
    int newer = Integer.bitCount(known >>> (circle.incarnation(member) + 1));
    int daggers = ring.isLive(position) ? newer : newer + 1;
    return position + RingShape.DEAD_MARK.repeat(daggers);
  }
}
