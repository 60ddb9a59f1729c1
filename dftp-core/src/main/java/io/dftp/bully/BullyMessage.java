// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.discovery.Uid;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;

/**
 * What electors say to each other. Every message names its sender in full, so that rank and
 * incarnation are known with the first word heard. Repeating one changes nothing.
 */
public sealed interface BullyMessage extends Message {

  /** Returns who says it. */
  Contender sender();

  /** Returns the epoch that it is about; {@link Epoch#NONE} when it is about none. */
  default Epoch epoch() {
    return Epoch.NONE;
  }

  /** Returns the largest count of an epoch in it. */
  default long largestCount() {
    return epoch().count();
  }

  /** Asks who leads. Leaders answer, and followers who heard theirs a moment ago. */
  record WhoIs(Contender sender) implements BullyMessage {}

  /**
   * ELECTION: may I stand?
   *
   * @param attempt how many candidacies in a row failed before this one
   */
  record Election(Contender sender, int attempt) implements BullyMessage {}

  /** FEEDBACK to an ELECTION: no, for I am here and stand higher. */
  record FeedbackHigher(Contender sender) implements BullyMessage {}

  /**
   * FEEDBACK to any question: no need, for this leader was heard a moment ago.
   *
   * @param group what the leader said it belongs to
   */
  record FeedbackLeaderAlive(Contender sender, Contender leader, Epoch epoch, Uid group)
      implements BullyMessage {}

  /** Asks for a durable promise to follow nobody of an earlier epoch. */
  record Claim(Contender sender, Epoch epoch, int attempt) implements BullyMessage {}

  /** The promise is durable. */
  record ClaimAck(Contender sender, Epoch epoch) implements BullyMessage {}

  /**
   * The epoch that was claimed, or that a leader announced, is refused because a later one was
   * promised.
   *
   * @param epoch the refused one
   * @param promised the later one
   */
  record Refusal(Contender sender, Epoch epoch, Epoch promised) implements BullyMessage {
    @Override
    public long largestCount() {
      return Math.max(epoch.count(), promised.count());
    }
  }

  /**
   * COORDINATOR: the sender leads from now on.
   *
   * @param group the opaque id of what it belongs to
   */
  record Coordinator(Contender sender, Epoch epoch, Uid group) implements BullyMessage {}

  /** The sender still leads: COORDINATOR repeated as state. */
  record Heartbeat(Contender sender, Epoch epoch, Uid group) implements BullyMessage {}

  /** Asks the leader of a lower rank, after the hold-down, to hand over. */
  record Takeover(Contender sender, Epoch epoch) implements BullyMessage {}

  /**
   * The sender stops leading.
   *
   * @param successor who should claim at once; {@link Uid#NONE} leaves it to an election
   */
  record Resign(Contender sender, Epoch epoch, Uid successor) implements BullyMessage {}

  /** Asks a third host to look whether the leader of an epoch lives, which is silent here. */
  record ProbeRequest(Contender sender, Uid leader, Epoch epoch) implements BullyMessage {}

  /**
   * Asks a leader for a sign of life, for somebody else.
   *
   * @param asker where that one is reached
   */
  record Probe(Contender sender, NodeAddress asker) implements BullyMessage {}

  /** The sign of life, to be passed on to the asker. */
  record ProbeAnswer(Contender sender, Epoch epoch, Uid group, NodeAddress asker)
      implements BullyMessage {}
}
