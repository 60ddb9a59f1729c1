// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Mends a ring that broke outside the assumptions, as a cluster does: the members repair what they
 * can; one that is alone asks those it knew before; and while there is more than one ring, members
 * of the smaller leave it and join the larger as new incarnations, one by one. All of it by events
 * of the production step.
 */
final class RingMending {

  /** What was enough. */
  enum Outcome {
    /** Stabilize and rectify. */
    BY_ITSELF,
    /** Members that were alone asked those they knew before. */
    BY_RECALL,
    /** Members moved from one ring to another. */
    BY_MERGE,
    /** Nothing. */
    NOT
  }

  private static final int ROUNDS = 24;
  private static final int TRIES = 16;

  private final AtomicRingWorld world;
  private final AtomicMoves moves;

  /**
   * Rounds of different length in turn, for the jitter of production: in lock-step two members may
   * be busy with each other in every round.
   */
  private final RingRounds[] rounds;

  RingMending(AtomicRingWorld world) {
    this.world = world;
    this.moves = world.moves();
    this.rounds =
        new RingRounds[] {
          new RingRounds(moves, RingCheck.DEFAULT_ACTS),
          new RingRounds(moves, RingCheck.DEFAULT_ACTS + 1)
        };
  }

  /**
   * Mends until the ring is ideal, with as many members as at the beginning.
   *
   * @param recall whether members that are alone ask those they knew before they are moved
   */
  Outcome mend(AtomicState broken, boolean recall) {
    int size = Long.bitCount(moves.live(broken));
    AtomicState ring = settled(broken);
    Outcome outcome = Outcome.BY_ITSELF;
    for (int i = 0; i < TRIES && recall && !isMended(ring, size); i++) {
      outcome = Outcome.BY_RECALL;
      ring = settled(recalled(ring));
    }
    for (int i = 0; i < TRIES && !isMended(ring, size); i++) {
      outcome = Outcome.BY_MERGE;
      ring = settled(moved(ring, broken));
    }
    return isMended(ring, size) ? outcome : Outcome.NOT;
  }

  private boolean isMended(AtomicState ring, int size) {
    return Long.bitCount(moves.live(ring)) == size && world.isIdeal(ring);
  }

  private AtomicState settled(AtomicState ring) {
    AtomicState now = ring;
    for (int i = 0; i < ROUNDS && !world.isIdeal(now); i++) {
      now = rounds[i % rounds.length].after(now).get(0);
    }
    return now;
  }

  /** Lets each member that is alone ask the one that is farthest, which is the worst. */
  private AtomicState recalled(AtomicState ring) {
    AtomicState now = ring;
    int count = ring.positions();
    for (int position = 0; position < count; position++) {
      int at = position;
      for (int other : live(now, any -> any != at)) {
        if (now.isLive(position) && moves.best(now, position) == SmallCircle.NONE) {
          now = moves.act(moves.recalled(now, position, other), position);
        }
      }
    }
    return now;
  }

  /** Moves one member to the largest ring, or brings back one whose join has failed. */
  private AtomicState moved(AtomicState ring, AtomicState broken) {
    int[] ends = new int[ring.positions()];
    for (int position : live(ring, any -> true)) {
      ends[position] = end(ring, position);
    }
    int largest = largest(ring, ends);
    for (int position = 0; position < ring.positions(); position++) {
      if (!ring.isLive(position) && broken.isLive(position)) {
        return joined(ring, position, live(ring, any -> ends[any] == largest));
      }
    }
    for (int position : live(ring, any -> ends[any] != largest)) {
      List<Integer> contacts = live(ring, any -> ends[any] == largest);
      return joined(left(ring, position), position, contacts);
    }
    return ring;
  }

  private AtomicState left(AtomicState ring, int position) {
    int told = 0;
    for (int at : moves.farewells(ring, position)) {
      told |= 1 << at;
    }
    return moves.leave(ring, position, told);
  }

  private AtomicState joined(AtomicState ring, int position, List<Integer> contacts) {
    AtomicState now = ring;
    for (int contact : contacts) {
      if (!now.isLive(position)) {
        now = moves.join(now, position, contact);
      }
    }
    return now;
  }

  /** Returns the lowest position of the ring that a member reaches; its own if it is alone. */
  private int end(AtomicState ring, int position) {
    int at = position;
    for (int i = 0; i < ring.positions(); i++) {
      int next = moves.best(ring, at);
      at = next == SmallCircle.NONE ? at : next;
    }
    int lowest = at;
    for (int next = moves.best(ring, at);
        next != SmallCircle.NONE && next != at;
        next = moves.best(ring, next)) {
      lowest = Math.min(lowest, next);
    }
    return lowest;
  }

  private int largest(AtomicState ring, int[] ends) {
    int largest = SmallCircle.NONE;
    int most = 0;
    for (int position = 0; position < ring.positions(); position++) {
      int end = position;
      int size = live(ring, any -> ends[any] == end).size();
      if (size > most) {
        most = size;
        largest = position;
      }
    }
    return largest;
  }

  private List<Integer> live(AtomicState ring, IntPredicate wanted) {
    List<Integer> all = new ArrayList<>();
    for (int position = 0; position < ring.positions(); position++) {
      if (ring.isLive(position) && wanted.test(position)) {
        all.add(position);
      }
    }
    return all;
  }
}
