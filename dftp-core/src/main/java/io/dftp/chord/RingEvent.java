// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to one position. A {@code request} is a number of its own queries, a {@code
 * query} a number that its shell gave to a query of another.
 */
public sealed interface RingEvent {

  /** Begin a ring of one. */
  record CreateRequested() implements RingEvent {}

  /** Join after this member, whose arc to its successor is believed to hold the own place. */
  record JoinRequested(RingMember predecessor) implements RingEvent {}

  /** Give up a join that is not complete. */
  record JoinCalledOff() implements RingEvent {}

  /** Leave the ring for good. */
  record LeaveRequested() implements RingEvent {}

  /** It is time to stabilize. */
  record StabilizeTick() implements RingEvent {}

  /**
   * The list is exhausted, and this member, known from before, is alive: it may lead back to the
   * ring.
   */
  record Recalled(RingMember member) implements RingEvent {}

  /** The one who was asked for its state answered. */
  record StateReply(long request, @Nullable RingMember predecessor, List<RingMember> successors)
      implements RingEvent {
    /** Keeps an immutable copy. */
    public StateReply {
      successors = ImmutableList.copyOf(successors);
    }
  }

  /** The one who was pinged answered. */
  record Pong(long request) implements RingEvent {}

  /** The one who was asked lives and has an operation open itself. */
  record BusyReply(long request) implements RingEvent {}

  /** No answer came in time, but the failure detector does not call the peer dead. */
  record TimedOut(long request) implements RingEvent {}

  /** The one who was asked is dead for the failure detector, or answered NOT_MEMBER. */
  record Gone(long request) implements RingEvent {}

  /** Another says that it may be the predecessor. */
  record Notified(RingMember notifier) implements RingEvent {}

  /** The successor says that its list or its predecessor has changed. */
  record Nudged() implements RingEvent {}

  /** The failure detector calls the host of that member dead. */
  record PeerDied(RingMember peer) implements RingEvent {}

  /** Another asks for predecessor and list. */
  record StateQueried(long query) implements RingEvent {}

  /** Another asks whether this position is a member. */
  record Pinged(long query) implements RingEvent {}

  /** A member that leaves says goodbye. */
  record FarewellReceived(long query, RingMember leaver, @Nullable RingMember predecessor)
      implements RingEvent {}
}
