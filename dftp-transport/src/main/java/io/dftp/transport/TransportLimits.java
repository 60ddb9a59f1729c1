// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.Transport;
import java.time.Duration;

/**
 * How much memory and time a transport gives to its peers.
 *
 * @param queueBytes bytes of messages that wait for one peer, while connecting and behind a slow
 *     connection, and that one peer may have waiting before the event loop; what comes beyond is
 *     dropped, or not read. At least twice {@link Transport#MAX_MESSAGE_BYTES}. Too small drops
 *     messages under bursts; too large keeps stale ones
 * @param windowBytes bytes of blobs that may be under way to one peer and not released; one blob
 *     goes alone even if it is larger. Throughput to one peer is at most this by the round trip
 * @param receiveBytes bytes of blobs received and not released, over all peers; beyond it nobody is
 *     allowed to send. At least {@code windowBytes}
 * @param maxConnections open connections that others made and proved themselves on; one more is
 *     refused. Before the proof at most 128 are open, and 16 of one address
 * @param connectTimeout for making a connection
 * @param helloTimeout for the introduction on a fresh connection; a silent client holds its socket
 *     that long
 * @param idleTimeout a connection that is in use and silent that long counts as broken, and one
 *     that nobody uses is closed. Too small breaks connections to hosts in a long pause; too large
 *     delays the fresh connection after a host was unreachable
 */
public record TransportLimits(
    int queueBytes,
    int windowBytes,
    int receiveBytes,
    int maxConnections,
    Duration connectTimeout,
    Duration helloTimeout,
    Duration idleTimeout) {

  /** Checks the ranges and relations. */
  public TransportLimits {
    TransportConfig.check(
        queueBytes >= 2 * Transport.MAX_MESSAGE_BYTES,
        "queueBytes must be at least two messages, not " + queueBytes);
    TransportConfig.check(windowBytes >= 1, "windowBytes must be positive, not " + windowBytes);
    TransportConfig.check(
        receiveBytes >= windowBytes,
        "receiveBytes " + receiveBytes + " must be at least windowBytes " + windowBytes);
    TransportConfig.check(
        maxConnections >= 1, "maxConnections must be positive, not " + maxConnections);
    for (Duration timeout : new Duration[] {connectTimeout, helloTimeout, idleTimeout}) {
      TransportConfig.check(
          timeout.toMillis() >= 1 && timeout.compareTo(Duration.ofDays(1)) <= 0,
          "a time-out must be 1 ms to a day, not " + timeout);
    }
  }

  /** Returns 1 MiB of messages a peer, windows of 4 MiB, 64 MiB in all, and seconds of patience. */
  public static TransportLimits defaults() {
    return new TransportLimits(
        1 << 20,
        4 << 20,
        64 << 20,
        1024,
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }
}
