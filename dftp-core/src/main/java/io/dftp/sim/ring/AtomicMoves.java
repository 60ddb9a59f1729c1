// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingEffect.QueryState;
import io.dftp.chord.RingEvent;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingState;
import io.dftp.chord.SuccessorList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What may happen to a ring in one atomic step. A query and its answer are one step, and the dead
 * are known without mistake; all decisions are those of the step function.
 */
final class AtomicMoves {

  private final Seats seats;
  private final SmallCircle circle;
  private final int delayed;
  private final int tick;
  private final int gone;
  private final int stateQueried;
  private final int pinged;
  private final int leaveRequested;

  /**
   * @param delayed how many notifications may be on their way at the same time; one more arrives
   *     within the step that sends it
   */
  AtomicMoves(Seats seats, int delayed) {
    this.seats = seats;
    this.delayed = delayed;
    this.circle = seats.circle();
    this.tick = seats.event(new RingEvent.StabilizeTick());
    this.gone = seats.event(new RingEvent.Gone(0));
    this.stateQueried = seats.event(new RingEvent.StateQueried(0));
    this.pinged = seats.event(new RingEvent.Pinged(0));
    this.leaveRequested = seats.event(new RingEvent.LeaveRequested());
  }

  Seats seats() {
    return seats;
  }

  Seat seat(AtomicState ring, int position) {
    return seats.seat(ring.seats[position]);
  }

  /** Returns an ideal ring of the members at these positions, in their order. */
  AtomicState ideal(List<Integer> positions) {
    int count = circle.positions();
    AtomicState ring = new AtomicState(new int[count], new long[count]);
    int size = positions.size();
    for (int i = 0; i < size; i++) {
      int position = positions.get(i);
      RingMember self = firstOf(position, position);
      List<RingMember> list = new ArrayList<>();
      for (int j = 1; j <= Math.min(seats.capacity(), size - 1); j++) {
        list.add(firstOf(positions.get((i + j) % size), position));
      }
      RingState outside = RingState.outside(self, seats.capacity());
      RingMember before =
          size == 1 ? null : firstOf(positions.get((i + size - 1) % size), position);
      ring.seats[position] =
          seats.seat(
              new RingState(
                  new SuccessorList(self, seats.capacity(), list),
                  true,
                  before,
                  outside.phase(),
                  null,
                  0));
    }
    return ring;
  }

  private RingMember firstOf(int position, int seenFrom) {
    return circle.member(circle.turned(circle.number(position, 0), -seats.frame(seenFrom)));
  }

  /** Continues the open operation of a member, or begins a stabilize, up to the next answer. */
  AtomicState act(AtomicState ring, int position) {
    AtomicState next = ring.copy();
    if (seats.seat(ring.seats[position]).query() == null) {
      hear(next, position, tick);
    }
    if (seats.seat(next.seats[position]).query() != null) {
      hear(next, position, reply(next, position));
    }
    return settled(ring, next);
  }

  /** Returns the answer that the open query of a member gets now. */
  int reply(AtomicState ring, int position) {
    Seat asking = seats.seat(ring.seats[position]);
    int asked = absolute(circle.number(asking.asked()), position);
    if (!isLive(ring, asked)) {
      return gone;
    }
    int at = circle.position(asked);
    int question = asking.query() instanceof QueryState ? stateQueried : pinged;
    StepOutcome outcome = outcome(ring.seats[at], question);
    ring.seats[at] = outcome.seat();
    return outcome.answer() == SmallCircle.NONE
        ? gone
        : seats.reply(outcome.answer(), turn(at, position));
  }

  /** Delivers the notification of one who sent it. */
  AtomicState deliver(AtomicState ring, int position, int notifier) {
    AtomicState next = ring.copy();
    next.notifiers[position] &= ~(1L << notifier);
    hear(next, position, notified(notifier));
    return settled(ring, next);
  }

  /** Tells a member that its predecessor is dead. */
  AtomicState predecessorDied(AtomicState ring, int position) {
    AtomicState next = ring.copy();
    int dead = seat(ring, position).predecessor();
    hear(next, position, seats.event(new RingEvent.PeerDied(circle.member(dead))));
    return settled(ring, next);
  }

  /** Leads a member whose list is exhausted back to another that it knew before. */
  AtomicState recalled(AtomicState ring, int position, int other) {
    AtomicState next = ring.copy();
    int known = relative(absoluteSelf(ring, other), position);
    hear(next, position, seats.event(new RingEvent.Recalled(circle.member(known))));
    return settled(ring, next);
  }

  /** Returns the position of the first live entry of a member's list; NONE where none lives. */
  int best(AtomicState ring, int position) {
    for (int entry : seat(ring, position).list()) {
      int member = absolute(entry, position);
      if (isLive(ring, member)) {
        return circle.position(member);
      }
    }
    return SmallCircle.NONE;
  }

  /** Says whether a member knows a predecessor that is dead. */
  boolean hasDeadPredecessor(AtomicState ring, int position) {
    int known = seat(ring, position).predecessor();
    return known != SmallCircle.NONE && !isLive(ring, absolute(known, position));
  }

  /**
   * Lets a new incarnation join after that member.
   *
   * @return the ring itself when it may not join there now
   */
  AtomicState join(AtomicState ring, int position, int after) {
    AtomicState next = ring.copy();
    int incarnation =
        Integer.SIZE
            - Integer.numberOfLeadingZeros(circle.incarnationsOf(mentioned(ring), position));
    int self = relative(circle.number(position, incarnation), position);
    next.seats[position] = seats.seat(RingState.outside(circle.member(self), seats.capacity()));
    int contact = relative(absoluteSelf(ring, after), position);
    hear(next, position, seats.event(new RingEvent.JoinRequested(circle.member(contact))));
    if (seats.seat(next.seats[position]).query() != null) {
      hear(next, position, reply(next, position));
    }
    return seats.seat(next.seats[position]).state().member() ? settled(ring, next) : ring;
  }

  /** Lets a member fail. */
  AtomicState fail(AtomicState ring, int position) {
    AtomicState next = ring.copy();
    next.seats[position] = Seats.NOBODY;
    next.notifiers[position] = 0;
    return settled(ring, next);
  }

  /** Returns the positions of those who would be told if the member left. */
  int[] farewells(AtomicState ring, int position) {
    StepOutcome outcome = outcome(ring.seats[position], leaveRequested);
    return Arrays.stream(outcome.leftTo())
        .map(number -> absolute(number, position))
        .filter(number -> isLive(ring, number))
        .map(circle::position)
        .toArray();
  }

  /**
   * Lets a member leave.
   *
   * @param reached whom its farewell reaches, a set of positions; the others never hear it
   */
  AtomicState leave(AtomicState ring, int position, int reached) {
    int leaver = ring.seats[position];
    StepOutcome outcome = outcome(leaver, leaveRequested);
    AtomicState next = ring.copy();
    next.seats[position] = Seats.NOBODY;
    next.notifiers[position] = 0;
    for (int i = 0; i < outcome.leftTo().length; i++) {
      int told = absolute(outcome.leftTo()[i], position);
      int at = circle.position(told);
      if ((reached & 1 << at) != 0 && isLive(ring, told)) {
        hear(next, at, seats.farewell(leaver, i, outcome, turn(position, at)));
      }
    }
    return settled(ring, next);
  }

  boolean isLive(AtomicState ring, int member) {
    int position = circle.position(member);
    return ring.isLive(position) && absoluteSelf(ring, position) == member;
  }

  int absoluteSelf(AtomicState ring, int position) {
    return absolute(seat(ring, position).self(), position);
  }

  /** Returns a member as all call it, from how that position calls it. */
  int absolute(int member, int position) {
    return circle.turned(member, seats.frame(position));
  }

  /** Returns a set of members as all call them. */
  long absolute(long members, int position) {
    return circle.turned(members, seats.frame(position));
  }

  private int relative(int member, int position) {
    return circle.turned(member, -seats.frame(position));
  }

  private int turn(int from, int to) {
    return (seats.frame(from) - seats.frame(to) + circle.positions()) % circle.positions();
  }

  /** Returns all who are live. */
  long live(AtomicState ring) {
    long set = 0;
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        set |= 1L << absoluteSelf(ring, position);
      }
    }
    return set;
  }

  /** Returns the live whom no extended list passes over. */
  long principals(AtomicState ring) {
    long skipped = 0;
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        skipped |= absolute(seat(ring, position).skipped(), position);
      }
    }
    return live(ring) & ~skipped;
  }

  /** Returns all members that anybody knows, or that are on their way to somebody. */
  long mentioned(AtomicState ring) {
    long set = 0;
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        set |= absolute(seat(ring, position).mentioned() | ring.notifiers[position], position);
      }
    }
    return set;
  }

  private void hear(AtomicState ring, int position, int event) {
    StepOutcome outcome = outcome(ring.seats[position], event);
    ring.seats[position] = outcome.seat();
    for (int notified : outcome.notified()) {
      int to = absolute(notified, position);
      if (isLive(ring, to)) {
        int at = circle.position(to);
        int notifier = relative(absoluteSelf(ring, position), at);
        if (onTheirWay(ring) < delayed) {
          ring.notifiers[at] |= 1L << notifier;
        } else {
          hear(ring, at, notified(notifier));
        }
      }
    }
  }

  private int notified(int notifier) {
    return seats.event(new RingEvent.Notified(circle.member(notifier)));
  }

  private static int onTheirWay(AtomicState ring) {
    int count = 0;
    for (long notifiers : ring.notifiers) {
      count += Long.bitCount(notifiers);
    }
    return count;
  }

  private StepOutcome outcome(int seat, int event) {
    StepOutcome outcome = seats.step(seat, event);
    if (outcome.failure() != null) {
      throw new StepFailure(outcome.failure());
    }
    return outcome;
  }

  /** Returns the ring itself when nothing changed; leaves forgotten incarnations out. */
  private AtomicState settled(AtomicState before, AtomicState next) {
    if (Arrays.equals(before.seats, next.seats)
        && Arrays.equals(before.notifiers, next.notifiers)) {
      return before;
    }
    long known = mentioned(next);
    for (int position = 0; position < next.positions(); position++) {
      int incarnations = circle.incarnationsOf(known, position);
      while ((incarnations & incarnations + 1) != 0) {
        int lowestGap = Integer.numberOfTrailingZeros(~incarnations);
        forget(next, circle.number(position, lowestGap));
        int older = (1 << lowestGap) - 1;
        incarnations = (incarnations & older) | (incarnations >>> 1 & ~older);
      }
    }
    return next;
  }

  private void forget(AtomicState ring, int gone) {
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        int seenAs = relative(gone, position);
        ring.seats[position] = seats.withoutIncarnation(ring.seats[position], seenAs);
        ring.notifiers[position] = without(ring.notifiers[position], seenAs);
      }
    }
  }

  /** Renames the newer incarnations of a position: each takes the bit of the one before it. */
  private long without(long members, int gone) {
    long newer = 0;
    int first = circle.number(circle.position(gone), 0);
    for (int number = gone + 1; number < first + circle.incarnations(); number++) {
      newer |= 1L << number;
    }
    return (members & ~newer) | ((members & newer) >>> 1);
  }
}
