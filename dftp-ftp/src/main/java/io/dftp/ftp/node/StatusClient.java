// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.cluster.ClusterStatus;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.time.Duration;

/** Asks a running cluster how it is, from outside. */
public final class StatusClient {

  private StatusClient() {}

  /**
   * Asks one host of a cluster without a secret, and all those that are named in the answers.
   * Blocks.
   *
   * @throws StatusException if that host does not answer within the time-out
   */
  public static ClusterStatus query(NodeAddress ring, String cluster, Duration timeout)
      throws StatusException {
    return query(ring, cluster, ClusterSecret.none(), timeout);
  }

  /**
   * Asks one host, and all those that are named in the answers. Blocks.
   *
   * @param ring the ring address of any host
   * @param cluster its cluster's name
   * @param secret its cluster's secret
   * @throws StatusException if that host does not answer within the time-out
   */
  public static ClusterStatus query(
      NodeAddress ring, String cluster, ClusterSecret secret, Duration timeout)
      throws StatusException {
    return Visit.ask(
        ring, cluster, secret, timeout, (visitor, host) -> visitor.census(host, timeout));
  }
}
