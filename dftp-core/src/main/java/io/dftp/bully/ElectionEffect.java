// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.net.NodeAddress;

/** What the shell does for the protocol, in the order given. */
public sealed interface ElectionEffect {

  /** Makes the promise durable; what follows runs only once it is. */
  record Persist(Epoch promised) implements ElectionEffect {}

  /** Shows the view to readers. */
  record Publish(LeadershipView view) implements ElectionEffect {}

  /** Tells the listener that this host leads. */
  record Grant(Epoch epoch) implements ElectionEffect {}

  /** Tells the listener that this host leads no more. */
  record Revoke(Epoch epoch, ElectionReason reason) implements ElectionEffect {}

  /** Sends to everybody. */
  record Broadcast(BullyMessage message) implements ElectionEffect {}

  /** Sends to one host, where it was heard. */
  record Send(NodeAddress to, BullyMessage message) implements ElectionEffect {}

  /** Sets the timer, in place of the one of that name that was set before. */
  record SetTimer(ElectionTimer timer, long delayNanos, long generation)
      implements ElectionEffect {}
}
