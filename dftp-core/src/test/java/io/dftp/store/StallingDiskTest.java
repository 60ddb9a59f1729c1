// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that start together, on disks that stand still for a while, as busy machines have them. */
class StallingDiskTest {

  private static final int HOSTS = 3;
  private static final long STARTS_WITHIN_MILLIS = 300;
  private static final long STALLS_WITHIN_MILLIS = 3_000;
  private static final long SHORTEST_MILLIS = 500;
  private static final long LONGEST_MILLIS = 4_500;
  private static final Duration STARTED = Duration.ofSeconds(15);

  @ParameterizedTest
  @ValueSource(longs = {1, 125, 152, 172, 1656})
  void allStartOnceTheirDisksAnswer(long seed) {
    Simulation simulation = Simulation.untraced(seed);
    RandomGenerator random = simulation.random("stalls");
    Set<SimulatedHost<ClusterNode>> started = new HashSet<>();
    SimulatedCluster cluster =
        new SimulatedCluster(
            new SimulatedNetwork(simulation, NetworkFaults.none()),
            ClusterConfig.lan(),
            HOSTS,
            Set.of(new ObjectId(0, 1)),
            (host, node) -> started.add(host));
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      after(simulation, random.nextLong(STARTS_WITHIN_MILLIS), host::start);
    }
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      long stalls = random.nextLong(STALLS_WITHIN_MILLIS);
      after(simulation, stalls, host.disk()::hang);
      after(
          simulation,
          stalls + random.nextLong(SHORTEST_MILLIS, LONGEST_MILLIS),
          host.disk()::release);
    }

    simulation.expect("all hosts have started", () -> started.size() == HOSTS, STARTED);
  }

  private static void after(Simulation simulation, long millis, Runnable task) {
    simulation.schedule(Duration.ofMillis(millis), task);
  }
}
