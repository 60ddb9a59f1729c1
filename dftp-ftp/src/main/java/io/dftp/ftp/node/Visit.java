// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One question of a {@link RingVisitor}, and in words for people why it has no answer. */
final class Visit {

  /** What is allowed beyond the time-out for a question that ends by itself. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private Visit() {}

  /** What is asked of a host. */
  interface Question<T> {
    CompletableFuture<T> ask(RingVisitor visitor, NodeAddress host);
  }

  /**
   * Asks. Blocks.
   *
   * @param ring the ring address of any host, as typed
   * @throws StatusException if it does not answer within the time-out
   */
  static <T> T ask(
      NodeAddress ring,
      String cluster,
      ClusterSecret secret,
      Duration timeout,
      Question<T> question)
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
        return question
            .ask(visitor, host)
            .get(timeout.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        refusal = visitor.lastRefusal();
      }
    } catch (ExecutionException | TimeoutException | IOException failure) {
      throw new StatusException(
          !refusal.isEmpty()
              ? refusal + "; this command asked as one of cluster '" + cluster + "' (see --cluster)"
              : "no answer from "
                  + ring
                  + " within "
                  + timeout.toSeconds()
                  + " s; check that a node of cluster '"
                  + cluster
                  + "' runs there (its READY line names its ring address)",
          failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StatusException("interrupted while waiting for " + ring, stopped);
    }
  }
}
