// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Fair rounds of a ring in which nobody joins, leaves or fails any more.
 *
 * <p>In a round every live member has one turn, one after the other up the circle, beginning
 * anywhere. In its turn a member learns that its predecessor is dead, if it is; hears the
 * notifications that are on their way to it; and acts a number of times. To act is to get the
 * answer to the open query, or to begin a stabilize and get its first answer.
 */
final class RingRounds {

  private final AtomicMoves moves;
  private final int acts;

  RingRounds(AtomicMoves moves, int acts) {
    this.moves = moves;
    this.acts = acts;
  }

  /** Returns the rings after one round, one for each member that may be the first. */
  List<AtomicState> after(AtomicState ring) {
    ImmutableList.Builder<AtomicState> all = ImmutableList.builder();
    for (int first = 0; first < ring.positions(); first++) {
      if (ring.isLive(first)) {
        all.add(round(ring, first));
      }
    }
    return all.build();
  }

  private AtomicState round(AtomicState ring, int first) {
    AtomicState now = ring;
    for (int i = 0; i < ring.positions(); i++) {
      int position = (first + i) % ring.positions();
      if (now.isLive(position)) {
        now = turn(now, position);
      }
    }
    return now;
  }

  private AtomicState turn(AtomicState ring, int position) {
    AtomicState now = ring;
    if (moves.hasDeadPredecessor(now, position)) {
      now = moves.predecessorDied(now, position);
    }
    while (now.notifiers[position] != 0) {
      now = moves.deliver(now, position, Long.numberOfTrailingZeros(now.notifiers[position]));
    }
    for (int i = 0; i < acts; i++) {
      now = moves.act(now, position);
    }
    return now;
  }
}
