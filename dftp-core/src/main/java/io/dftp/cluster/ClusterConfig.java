// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.bully.BullyConfig;
import io.dftp.chord.ChordConfig;
import io.dftp.discovery.DiscoveryConfig;
import io.dftp.failure.FailureConfig;
import io.dftp.store.StoreConfig;
import java.time.Duration;

/**
 * How the parts of a {@link ClusterNode} run.
 *
 * @param positions ring positions of this host, 1 to 32; more even out the load of hosts, and take
 *     more messages
 * @param chord the ring; its successor lists must be longer than the number of replicas, else a
 *     primary does not know all holders
 * @param failure the failure detector
 * @param bully the election
 * @param discovery how peers are found
 * @param store the replicated store
 * @param seedPatience how long a host that was never part of a ring tries its seeds before its
 *     start fails
 */
public record ClusterConfig(
    int positions,
    ChordConfig chord,
    FailureConfig failure,
    BullyConfig bully,
    DiscoveryConfig discovery,
    StoreConfig store,
    Duration seedPatience) {

  /** Checks the ranges and their relations. */
  public ClusterConfig {
    checkArgument(positions >= 1 && positions <= 32, "positions must be 1..32, not %s", positions);
    checkArgument(
        chord.successors() > store.replicas(),
        "successor lists of %s are too short for %s replicas",
        chord.successors(),
        store.replicas());
  }

  /** Returns values for hosts on one network or one machine. */
  public static ClusterConfig lan() {
    return new ClusterConfig(
        1,
        ChordConfig.lan(),
        FailureConfig.lan(),
        BullyConfig.lan(),
        DiscoveryConfig.lan(),
        StoreConfig.defaults(),
        Duration.ofSeconds(30));
  }

  /** Returns the same with another number of copies. */
  public ClusterConfig withReplicas(int replicas) {
    return new ClusterConfig(
        positions, chord, failure, bully, discovery, store.withReplicas(replicas), seedPatience);
  }

  /** Returns the same with another grace time of blobs. */
  public ClusterConfig withBlobGrace(Duration grace) {
    return new ClusterConfig(
        positions, chord, failure, bully, discovery, store.withBlobGrace(grace), seedPatience);
  }

  /** Returns the same with another period of the verification of disks. */
  public ClusterConfig withScrubPeriod(Duration period) {
    return new ClusterConfig(
        positions, chord, failure, bully, discovery, store.withScrubPeriod(period), seedPatience);
  }

  /** Returns the same with another number of ring positions. */
  public ClusterConfig withPositions(int number) {
    return new ClusterConfig(number, chord, failure, bully, discovery, store, seedPatience);
  }
}
