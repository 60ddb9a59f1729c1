// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.cluster.Reply;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.time.Duration;

/** What operators ask of a running node from outside. */
public final class NodeQuestions {

  private NodeQuestions() {}

  /**
   * Declares a host gone for good, so that space waits for it no longer. Blocks.
   *
   * @param ring the ring address of any node that runs
   * @param host name, ring address or disk of the one that is gone
   * @throws StatusException if the node does not answer within the time-out
   */
  public static Reply forget(
      NodeAddress ring, String cluster, ClusterSecret secret, String host, Duration timeout)
      throws StatusException {
    return Visit.ask(
        ring,
        cluster,
        secret,
        timeout,
        (visitor, node) -> visitor.question(node, NodeDesk.FORGET + host, timeout));
  }
}
