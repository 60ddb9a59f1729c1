// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.RingPhase.Idle;
import org.jspecify.annotations.Nullable;

/**
 * All that the ring protocol of one position remembers.
 *
 * @param successors the list, and in it this position and the list's capacity
 * @param member false until the list is filled, and after a leave
 * @param predecessor the member before this one; null while unknown
 * @param phase the open operation
 * @param waitingNotifier a notification that came during an operation; null when none did
 * @param nextRequest the number of the next query
 */
public record RingState(
    SuccessorList successors,
    boolean member,
    @Nullable RingMember predecessor,
    RingPhase phase,
    @Nullable RingMember waitingNotifier,
    long nextRequest) {

  /** Returns the state of a position that is no member yet. */
  public static RingState outside(RingMember self, int capacity) {
    return new RingState(SuccessorList.empty(self, capacity), false, null, new Idle(), null, 0);
  }

  /** Returns this position. */
  public RingMember self() {
    return successors.owner();
  }

  /** Says whether no operation is open. */
  public boolean isIdle() {
    return phase instanceof Idle;
  }

  /** Returns what others may see of it, if its keys begin where the ring protocol says. */
  public RingView view() {
    return new RingView(self(), member, predecessor, successors.entries());
  }

  /** Returns the same of one whose keys begin after that member; null when it owns none. */
  RingView view(@Nullable RingMember from) {
    return new RingView(self(), member, predecessor, successors.entries(), from);
  }

  RingState with(SuccessorList changed) {
    return new RingState(changed, member, predecessor, phase, waitingNotifier, nextRequest);
  }

  RingState withPredecessor(@Nullable RingMember changed) {
    return new RingState(successors, member, changed, phase, waitingNotifier, nextRequest);
  }

  RingState with(RingPhase changed) {
    return new RingState(successors, member, predecessor, changed, waitingNotifier, nextRequest);
  }

  /** Returns the state with an operation whose query took the next number. */
  RingState asking(RingPhase changed) {
    return new RingState(
        successors, member, predecessor, changed, waitingNotifier, nextRequest + 1);
  }

  RingState withWaiting(@Nullable RingMember changed) {
    return new RingState(successors, member, predecessor, phase, changed, nextRequest);
  }

  RingState asMember(boolean changed) {
    return new RingState(successors, changed, predecessor, phase, waitingNotifier, nextRequest);
  }
}
