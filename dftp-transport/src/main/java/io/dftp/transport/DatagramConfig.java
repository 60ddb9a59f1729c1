// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.runtime.WallClock;
import java.time.Instant;

/**
 * How a host reaches hosts whose addresses it does not know.
 *
 * @param bindHost the IP address whose network is meant: a loopback address for this host alone,
 *     0.0.0.0 or :: for all networks but loopback
 * @param port shared by all hosts, 1 to 65535
 * @param broadcast whether to send to the broadcast address of each network
 * @param multicast whether to send to, and listen on, a multicast group in each network
 * @param cluster name, for the log; the payloads name it, too
 * @param secret that senders have to know; {@link ClusterSecret#none} on loopback only
 * @param clock the time of day that datagrams carry, which has to agree within half a minute
 */
public record DatagramConfig(
    String bindHost,
    int port,
    boolean broadcast,
    boolean multicast,
    String cluster,
    ClusterSecret secret,
    WallClock clock) {

  /** Checks the ranges. */
  public DatagramConfig {
    TransportConfig.check(port >= 1 && port <= 65_535, "port must be 1..65535, not " + port);
    TransportConfig.check(!bindHost.isEmpty(), "bindHost must not be empty");
    TransportConfig.check(broadcast || multicast, "neither broadcast nor multicast");
  }

  /** Returns broadcast among the nodes of this host, without a secret. */
  public static DatagramConfig loopback(int port, String cluster) {
    return new DatagramConfig(
        "127.0.0.1", port, true, false, cluster, ClusterSecret.none(), Instant::now);
  }

  /** Returns these settings with another address and another secret. */
  public DatagramConfig withHostAndSecret(String host, ClusterSecret other) {
    return new DatagramConfig(host, port, broadcast, multicast, cluster, other, clock);
  }

  /** Returns these settings with other ways. */
  public DatagramConfig withWays(boolean byBroadcast, boolean byMulticast) {
    return new DatagramConfig(bindHost, port, byBroadcast, byMulticast, cluster, secret, clock);
  }
}
