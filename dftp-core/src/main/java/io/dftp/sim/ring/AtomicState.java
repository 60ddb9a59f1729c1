// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

/**
 * A ring between two atomic steps: who sits at each position, and which notifications are on their
 * way to it. Never changed once it was handed out.
 */
public final class AtomicState {

  /** One for each position, a number of {@link Seats}. */
  final int[] seats;

  /** One for each position: the notifiers, as a set in the frame of the position. */
  final long[] notifiers;

  AtomicState(int[] seats, long[] notifiers) {
    this.seats = seats;
    this.notifiers = notifiers;
  }

  AtomicState copy() {
    return new AtomicState(seats.clone(), notifiers.clone());
  }

  int positions() {
    return seats.length;
  }

  boolean isLive(int position) {
    return seats[position] != Seats.NOBODY;
  }
}
