// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingStep;
import io.dftp.sim.explore.BitReader;
import io.dftp.sim.explore.BitWriter;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.Transitions;
import io.dftp.sim.explore.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Every way in which a ring of a few identifiers may go, in atomic steps: join, stabilize, rectify,
 * leave, fail, and join again as a new incarnation, in any order, from every ideal ring of r+1
 * members.
 *
 * <p>Failures keep to the assumptions of the proof: none leaves another member without a live
 * successor, and no principal fails while there are at most r+1. A leave is a failure whose
 * farewell reaches any of those whom it is meant for, at once. A notification is heard in the step
 * that sends it, and waits behind an open operation; a bounded number may be late instead. Rings
 * that are turns of each other are one state.
 */
public final class AtomicRingWorld implements World<AtomicState> {

  private static final int SEAT_BITS = 24;

  private final Seats seats;
  private final SmallCircle circle;
  private final AtomicMoves moves;
  private final AtomicText text;
  private final RingAssumptions assumptions;
  private final ImmutableList<StateInvariant<AtomicState>> invariants;

  /** The shape of the ring that was looked at last: all invariants look at the same. */
  private AtomicState shapeOf = new AtomicState(new int[0], new long[0]);

  private RingShape shape = new RingShape(0, 1);

  /**
   * Creates a world.
   *
   * @param ids the size of the circle, 2 to 8
   * @param successors r
   */
  public AtomicRingWorld(RingStep step, int ids, int successors) {
    this(step, ids, successors, RingAssumptions.PROVEN);
  }

  AtomicRingWorld(RingStep step, int ids, int successors, RingAssumptions assumptions) {
    this.circle = new SmallCircle(ids);
    this.seats = new Seats(circle, step, successors, assumptions.turning());
    this.moves = new AtomicMoves(seats, assumptions.delayed());
    this.text = new AtomicText(moves);
    this.assumptions = assumptions;
    this.invariants =
        Arrays.stream(RingInvariant.values())
            .<StateInvariant<AtomicState>>map(Checked::new)
            .collect(ImmutableList.toImmutableList());
  }

  AtomicMoves moves() {
    return moves;
  }

  @Override
  public List<AtomicState> initialStates() {
    ImmutableList.Builder<AtomicState> all = ImmutableList.builder();
    for (int set = 0; set < 1 << circle.positions(); set++) {
      if (Integer.bitCount(set) == seats.capacity() + 1) {
        List<Integer> positions = new ArrayList<>();
        for (int position = 0; position < circle.positions(); position++) {
          if ((set & 1 << position) != 0) {
            positions.add(position);
          }
        }
        all.add(moves.ideal(positions));
      }
    }
    return all.build();
  }

  @Override
  public void expand(AtomicState ring, Transitions<AtomicState> into) {
    long principals = moves.principals(ring);
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        repair(ring, position, principals, into);
        depart(ring, position, principals, into);
      } else {
        joins(ring, position, principals, into);
      }
    }
  }

  /** Offers what mends the ring, at one position. */
  void repair(AtomicState ring, int position, long principals, Transitions<AtomicState> into) {
    offer(ring, principals, into, () -> moves.act(ring, position), () -> text.act(ring, position));
    long waiting = ring.notifiers[position];
    while (waiting != 0) {
      int notifier = Long.numberOfTrailingZeros(waiting);
      waiting &= waiting - 1;
      offer(
          ring,
          principals,
          into,
          () -> moves.deliver(ring, position, notifier),
          () -> text.deliver(ring, position, notifier));
    }
    if (moves.hasDeadPredecessor(ring, position)) {
      offer(
          ring,
          principals,
          into,
          () -> moves.predecessorDied(ring, position),
          () -> text.predecessorDied(ring, position));
    }
  }

  /** Offers the joins of a position, after each live member. */
  void joins(AtomicState ring, int position, long principals, Transitions<AtomicState> into) {
    for (int after = 0; after < ring.positions(); after++) {
      if (ring.isLive(after)) {
        int contact = after;
        offer(
            ring,
            principals,
            into,
            () -> moves.join(ring, position, contact),
            () -> text.join(ring, position, contact));
      }
    }
  }

  private void depart(
      AtomicState ring, int position, long principals, Transitions<AtomicState> into) {
    if (!assumptions.mayFail(moves, ring, position, principals)) {
      return;
    }
    long others = principals & ~(1L << moves.absoluteSelf(ring, position));
    offer(ring, others, into, () -> moves.fail(ring, position), () -> position + " fails");
    int told = 0;
    for (int at : moves.farewells(ring, position)) {
      told |= 1 << at;
    }
    for (int reached = told; reached != 0; reached = reached - 1 & told) {
      int some = reached;
      offer(
          ring,
          others,
          into,
          () -> moves.leave(ring, position, some),
          () -> text.leave(position, some));
    }
  }

  /** Offers a transition that changes something and loses none of these principals. */
  private void offer(
      AtomicState ring,
      long principals,
      Transitions<AtomicState> into,
      Supplier<AtomicState> move,
      Supplier<String> label) {
    AtomicState next;
    try {
      next = move.get();
    } catch (StepFailure e) {
      into.broken("StepDecides", e::getMessage, label);
      return;
    }
    if (next == ring) {
      return;
    }
    if (Long.bitCount(moves.principals(next)) < Long.bitCount(principals)) {
      into.broken("LossOfPrincipal", () -> text.lostPrincipals(principals, next), label);
    }
    into.to(next, label);
  }

  @Override
  public void pack(AtomicState ring, BitWriter into) {
    int from = seats.isTurning() ? firstTurn(ring) : 0;
    int count = ring.positions();
    for (int i = 0; i < count; i++) {
      int position = (from + i) % count;
      into.put(ring.isLive(position));
      if (ring.isLive(position)) {
        into.put(ring.seats[position], SEAT_BITS);
        packSet(ring.notifiers[position], into);
      }
    }
  }

  private void packSet(long members, BitWriter into) {
    into.put(members != 0);
    if (members != 0) {
      for (int position = 0; position < circle.positions(); position++) {
        int incarnations = circle.incarnationsOf(members, position);
        into.put(incarnations != 0);
        if (incarnations != 0) {
          into.put(incarnations != 1);
          if (incarnations != 1) {
            into.put(incarnations, circle.incarnations());
          }
        }
      }
    }
  }

  @Override
  public AtomicState unpack(BitReader from) {
    int count = circle.positions();
    AtomicState ring = new AtomicState(new int[count], new long[count]);
    for (int position = 0; position < count; position++) {
      if (from.getBoolean()) {
        ring.seats[position] = from.get(SEAT_BITS);
        ring.notifiers[position] = from.getBoolean() ? unpackSet(from) : 0;
      }
    }
    return ring;
  }

  private long unpackSet(BitReader from) {
    long members = 0;
    for (int position = 0; position < circle.positions(); position++) {
      if (from.getBoolean()) {
        long incarnations = from.getBoolean() ? from.get(circle.incarnations()) : 1;
        members |= incarnations << circle.number(position, 0);
      }
    }
    return members;
  }

  /** Returns the position from which the ring reads smallest. */
  private static int firstTurn(AtomicState ring) {
    int count = ring.positions();
    int first = 0;
    for (int other = 1; other < count; other++) {
      for (int i = 0; i < count; i++) {
        int order = compare(ring, (other + i) % count, (first + i) % count);
        if (order != 0) {
          first = order < 0 ? other : first;
          break;
        }
      }
    }
    return first;
  }

  private static int compare(AtomicState ring, int one, int other) {
    int order = Integer.compare(ring.seats[one], ring.seats[other]);
    return order != 0 ? order : Long.compare(ring.notifiers[one], ring.notifiers[other]);
  }

  @Override
  public List<StateInvariant<AtomicState>> invariants() {
    return invariants;
  }

  @Override
  public String draw(AtomicState ring) {
    return text.ring(ring);
  }

  /** Says whether the ring is ideal. */
  boolean isIdeal(AtomicState ring) {
    return RingInvariants.isIdeal(shape(ring));
  }

  /** Says whether it is ideal and nobody dead is known: no step of repair changes that. */
  boolean isSettled(AtomicState ring) {
    return moves.mentioned(ring) == moves.live(ring) && isIdeal(ring);
  }

  /** Says whether somebody dead waits to be taken for a predecessor. */
  boolean hasDeadNotifier(AtomicState ring) {
    long notifiers = 0;
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position)) {
        notifiers |=
            moves.absolute(
                ring.notifiers[position] | moves.seat(ring, position).notifiers(), position);
      }
    }
    return (notifiers & ~moves.live(ring)) != 0;
  }

  /**
   * Says whether a list or a predecessor differs. Of one position, the live incarnation is told
   * from the dead by that alone, because the numbers of incarnations change when one is forgotten.
   */
  boolean changesPointers(AtomicState one, AtomicState other) {
    for (int position = 0; position < one.positions(); position++) {
      if (one.isLive(position)
          && other.isLive(position)
          && !Arrays.equals(pointers(one, position), pointers(other, position))) {
        return true;
      }
    }
    return false;
  }

  private int[] pointers(AtomicState ring, int position) {
    Seat seat = moves.seat(ring, position);
    int[] pointers = Arrays.copyOf(seat.list(), seat.list().length + 1);
    pointers[seat.list().length] = seat.predecessor();
    for (int i = 0; i < pointers.length; i++) {
      if (pointers[i] != SmallCircle.NONE) {
        int member = moves.absolute(pointers[i], position);
        pointers[i] = 2 * circle.position(member) + (moves.isLive(ring, member) ? 1 : 0);
      }
    }
    return pointers;
  }

  RingShape shape(AtomicState ring) {
    if (shapeOf != ring) {
      shape = text.shape(ring);
      shapeOf = ring;
    }
    return shape;
  }

  private final class Checked implements StateInvariant<AtomicState> {

    private final RingInvariant invariant;

    Checked(RingInvariant invariant) {
      this.invariant = invariant;
    }

    @Override
    public String name() {
      return invariant.title();
    }

    @Override
    public Optional<String> violation(AtomicState ring) {
      return invariant.violation(shape(ring), text.names(ring));
    }
  }
}
