// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cut that lasts until both sides take each other for dead, where no broadcast is heard. */
class LongPartitionTest {

  private static final Duration SOON = Duration.ofSeconds(90);

  private final Simulation simulation = new Simulation(81);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final SimulatedCluster cluster =
      SimulatedCluster.withoutBroadcast(network, ClusterConfig.lan(), 5);

  /** The seed, which both sides would meet at, is gone for good and always asked in vain. */
  @Test
  void healsByItselfThoughItsSeedIsGone() {
    startOneByOne();
    cluster.settle(SOON);
    cluster.hosts().get(0).crash();
    cluster.settle(SOON);
    List<NodeAddress> all = cluster.hosts().stream().map(SimulatedHost::address).toList();

    network.partition(List.of(all.subList(1, 3), all.subList(3, 5)));
    simulation.runFor(Duration.ofSeconds(60));
    assertThat(cluster.hosts().get(1).program().status().positions().get(0).successors())
        .as("each side knows only itself")
        .hasSize(1);
    network.heal();

    assertThat(cluster.settle(SOON).hosts()).hasSize(4);
  }

  private void startOneByOne() {
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      host.start();
      simulation.runFor(Duration.ofSeconds(1));
    }
  }
}
