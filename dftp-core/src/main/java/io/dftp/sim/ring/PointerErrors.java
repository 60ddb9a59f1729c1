// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import java.util.Arrays;

/**
 * How wrong the pointers of a ring are (Zave 2015, section VII-C), as a tuple that every step of
 * repair lowers in the order of a dictionary.
 *
 * <p>The first number sums first successors and predecessors over all members; the others sum the
 * second entries, the third, and so on. A predecessor or a first successor counts how many live
 * members lie between it and the right one, the number of live members if there is none, and one
 * more if it is dead. A later entry counts 0 when it is what the member would copy from its live
 * first successor, else 1.
 */
final class PointerErrors {

  private PointerErrors() {}

  static int[] of(RingShape ring) {
    int[] errors = new int[ring.capacity()];
    int[] live = ring.livePlaces();
    int[] ranks = new int[ring.places()];
    Arrays.fill(ranks, RingShape.NONE);
    for (int rank = 0; rank < live.length; rank++) {
      ranks[live[rank]] = rank;
    }
    for (int rank = 0; rank < live.length; rank++) {
      int[] list = ring.list(live[rank]);
      int first = list.length == 0 ? RingShape.NONE : list[0];
      errors[0] += distance(ring, ranks, first, rank + 1, true);
      errors[0] += distance(ring, ranks, ring.predecessor(live[rank]), rank - 1, false);
      for (int i = 1; i < ring.capacity(); i++) {
        errors[i] += isCopied(ring, live[rank], i) ? 0 : 1;
      }
    }
    return errors;
  }

  private static int distance(RingShape ring, int[] ranks, int known, int right, boolean up) {
    int live = ring.liveCount();
    if (known == RingShape.NONE) {
      return live == 1 ? 0 : live;
    }
    if (!ring.isLive(known)) {
      return live + 1;
    }
    int rank = ranks[known];
    return Math.floorMod(up ? rank - right : right - rank, live);
  }

  private static boolean isCopied(RingShape ring, int place, int at) {
    int[] list = ring.list(place);
    if (list.length == 0) {
      return ring.liveCount() == 1;
    }
    if (!ring.isLive(list[0])) {
      return false;
    }
    int[] source = ring.list(list[0]);
    int last = list[0];
    for (int i = 1; i <= at; i++) {
      // Where the copy is cut: at the end of the source, and where the circle closes.
      boolean ends = source.length < i || !ring.between(last, source[i - 1], place);
      if (ends) {
        return list.length <= i;
      }
      last = source[i - 1];
    }
    return list.length > at && list[at] == last;
  }
}
