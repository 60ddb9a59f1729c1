// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

/**
 * What a checker lets happen.
 *
 * @param keepSuccessor no failure that leaves another member without a live successor
 * @param keepPrincipals no failure of a principal while there are at most r+1
 * @param delayed how many notifications may be on their way at the same time; one more arrives
 *     within the step that sends it
 * @param turning whether rings that are turns of each other are one; false for a step function that
 *     is not the same from every position of the circle
 */
record RingAssumptions(
    boolean keepSuccessor, boolean keepPrincipals, int delayed, boolean turning) {

  /** Those under which the protocol is proven. */
  static final RingAssumptions PROVEN = new RingAssumptions(true, true, 0, true);

  RingAssumptions withDelayed(int most) {
    return new RingAssumptions(keepSuccessor, keepPrincipals, most, turning);
  }

  /** Returns the same for a circle whose positions are not alike. */
  RingAssumptions withoutTurning() {
    return new RingAssumptions(keepSuccessor, keepPrincipals, delayed, false);
  }

  boolean mayFail(AtomicMoves moves, AtomicState ring, int position, long principals) {
    int self = moves.absoluteSelf(ring, position);
    boolean isPrincipal = (principals & 1L << self) != 0;
    if (keepPrincipals
        && isPrincipal
        && Long.bitCount(principals) <= moves.seats().capacity() + 1) {
      return false;
    }
    if (!keepSuccessor) {
      return true;
    }
    for (int other = 0; other < ring.positions(); other++) {
      if (other != position && ring.isLive(other) && !hasAnother(moves, ring, other, self)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasAnother(AtomicMoves moves, AtomicState ring, int of, int than) {
    for (int entry : moves.seat(ring, of).list()) {
      int member = moves.absolute(entry, of);
      if (member != than && moves.isLive(ring, member)) {
        return true;
      }
    }
    return false;
  }
}
