// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.cluster.ClusterStatus;
import io.dftp.net.NodeAddress;
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
   * Asks one host, and all those that are named in the answers. Blocks.
   *
   * @param ring the ring address of any host
   * @param cluster its cluster's name
   * @throws StatusException if that host does not answer within the time-out
   */
  public static ClusterStatus query(NodeAddress ring, String cluster, Duration timeout)
      throws StatusException {
    NodeAddress host;
    try {
      host = RingVisitor.resolve(ring);
    } catch (UnknownHostException unknown) {
      throw new StatusException(String.valueOf(unknown.getMessage()), unknown);
    }
    try (RingVisitor visitor = RingVisitor.open(cluster)) {
      return visitor
          .census(host, timeout)
          .get(timeout.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | IOException failure) {
      throw new StatusException(
          "no answer from "
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
