// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.cluster.ClusterStatus;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a running cluster how it is, from outside. */
public final class StatusClient {

  /** What is allowed beyond the time-out for a census that ends by itself. */
  private static final Duration SLACK = Duration.ofSeconds(2);

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
    NodeAddress host;
    try {
      host = RingVisitor.resolve(ring);
    } catch (UnknownHostException unknown) {
      throw new StatusException(String.valueOf(unknown.getMessage()), unknown);
    }
    String refusal = "";
    try (RingVisitor visitor = RingVisitor.open(cluster, secret)) {
      try {
        return visitor
            .census(host, timeout)
            .get(timeout.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        refusal = visitor.lastRefusal();
      }
    } catch (ExecutionException | TimeoutException | IOException failure) {
      throw new StatusException(
          !refusal.isEmpty()
              ? "no answer: " + refusal
              : "no answer from "
                  + ring
                  + "; check that a node of cluster '"
                  + cluster
                  + "' runs there (its READY line names its ring address)",
          failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StatusException("interrupted while waiting for " + ring, stopped);
    }
  }
}
