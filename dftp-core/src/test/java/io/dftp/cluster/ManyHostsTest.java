// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.BullyConfig;
import io.dftp.bully.Preemption;
import io.dftp.chord.ChordConfig;
import io.dftp.chord.RingView;
import io.dftp.discovery.DiscoveryConfig;
import io.dftp.failure.FailureConfig;
import io.dftp.net.NodeAddress;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host remembers of the others grows with the logarithm of their number. */
class ManyHostsTest {

  private final Simulation simulation = new Simulation(31);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final ClusterConfig config = calm();

  @ParameterizedTest
  @ValueSource(ints = {64, 500})
  void aHostKnowsFewOthers(int size) {
    SimulatedCluster cluster = SimulatedCluster.withoutBroadcast(network, config, size);
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      host.start();
      simulation.runFor(Duration.ofMillis(50));
    }

    while (!isWhole(cluster) && simulation.now().compareTo(Duration.ofMinutes(2)) < 0) {
      simulation.runFor(Duration.ofSeconds(1));
    }
    // One finger a period.
    simulation.runFor(config.chord().fingerPeriod().multipliedBy(12));

    assertThat(isWhole(cluster)).isTrue();
    IntSummaryStatistics known =
        cluster.hosts().stream()
            .mapToInt(host -> host.program().routingStateSize())
            .summaryStatistics();
    System.out.println(
        "Members that one of " + size + " hosts knows, successor lists of 8: " + known);
    int r = config.chord().successors();
    assertThat(known.getMax()).isLessThanOrEqualTo(r + 1 + log2(size));
    // Fingers are there, too.
    assertThat(known.getMin()).isGreaterThan(r + 1);
  }

  /** Says whether the first successors lead around all hosts, and all lists are full. */
  private boolean isWhole(SimulatedCluster cluster) {
    SimulatedHost<ClusterNode> first = cluster.hosts().get(0);
    NodeAddress at = first.address();
    Set<NodeAddress> visited = new HashSet<>();
    while (visited.add(at)) {
      NodeAddress here = at;
      SimulatedHost<ClusterNode> host =
          cluster.hosts().stream().filter(h -> h.address().equals(here)).findFirst().orElseThrow();
      for (RingView view : host.program().views()) {
        if (view.successors().size() == config.chord().successors()) {
          at = view.successors().get(0).address();
        }
      }
    }
    return at.equals(first.address()) && visited.size() == cluster.hosts().size();
  }

  private static int log2(int size) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
  }

  /** Long periods, because every sign of life of every host is an event. */
  private static ClusterConfig calm() {
    ClusterConfig lan = ClusterConfig.lan();
    ChordConfig chord = lan.chord();
    BullyConfig bully = lan.bully();
    return new ClusterConfig(
        1,
        chord.withPeriods(Duration.ofSeconds(2), Duration.ofMillis(500)),
        new FailureConfig(
            Duration.ofSeconds(10),
            Duration.ofSeconds(24),
            Duration.ofSeconds(50),
            Duration.ofSeconds(20),
            3,
            Duration.ofMinutes(1)),
        new BullyConfig(
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            bully.verify(),
            bully.feedback(),
            bully.claim(),
            bully.coordinator(),
            bully.join(),
            Preemption.delayed(Duration.ofSeconds(200))),
        DiscoveryConfig.lan(),
        lan.store().withAuditEvery(Duration.ofMinutes(2)),
        lan.seedPatience());
  }
}
