// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;

/** What happens to an elector. Time and chance come with it, so that the protocol has none. */
public sealed interface ElectionEvent {

  /** Returns the monotonic time in nanoseconds. */
  long nowNanos();

  /** Returns a fresh random number. */
  long draw();

  /** The host begins to take part; the first event. */
  record Started(long nowNanos, long draw) implements ElectionEvent {}

  /**
   * A message came.
   *
   * @param from where an answer reaches its sender
   */
  record Received(long nowNanos, long draw, NodeAddress from, BullyMessage message)
      implements ElectionEvent {}

  /** A timer fired. */
  record TimerFired(long nowNanos, long draw, ElectionTimer timer, long generation)
      implements ElectionEvent {}

  /** A connection to that host broke, which is a hint that it is gone. */
  record ConnectionLost(long nowNanos, long draw, NodeAddress address) implements ElectionEvent {}

  /** The host leaves the election in good order. */
  record ResignRequested(long nowNanos, long draw) implements ElectionEvent {}

  /** What this host belongs to has another opaque id now, which it tells while it leads. */
  record GroupChanged(long nowNanos, long draw, Uid group) implements ElectionEvent {}

  /** A promise has not become durable in time; the effects after it will not be run. */
  record StoreStalled(long nowNanos, long draw) implements ElectionEvent {}

  /** The promise that took too long is durable now. */
  record StoreRecovered(long nowNanos, long draw) implements ElectionEvent {}

  /** A promise could not be made durable; the effects after it were not run. */
  record StoreFailed(long nowNanos, long draw) implements ElectionEvent {}
}
