// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Hosts start at one moment, or one by one within a while, and have to become one cluster. */
public final class ColdStartTrial {

  private static final Duration COORDINATOR_WITHIN = Duration.ofSeconds(20);
  private static final Duration RING_WITHIN = Duration.ofSeconds(30);

  private static final Duration TO_REMEMBER = Duration.ofSeconds(5);

  /**
   * How it ended.
   *
   * @param coordinator from the last start until all hosts followed one coordinator for good
   * @param ring from the last start until all hosts were one ring for good
   */
  public record Outcome(Duration coordinator, Duration ring) {}

  private ColdStartTrial() {}

  /**
   * Starts hosts that know of nobody and waits until they are one cluster.
   *
   * @param simulation in which nothing has happened yet
   * @param spread over which the starts are drawn; zero for all at one moment
   * @throws SimulationFailure if an invariant broke, or they were not one cluster in 30 s
   */
  public static Outcome run(
      Simulation simulation, int hosts, Duration spread, ClusterConfig config) {
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    return start(simulation, new SimulatedCluster(network, config, hosts), spread);
  }

  /**
   * The same of hosts that have been one cluster, remember each other, and went down at one moment,
   * as in a loss of power.
   */
  public static Outcome runAgain(
      Simulation simulation, int hosts, Duration spread, ClusterConfig config) {
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    SimulatedCluster cluster = new SimulatedCluster(network, config, hosts);
    start(simulation, cluster, Duration.ZERO);
    simulation.runFor(TO_REMEMBER);
    cluster.hosts().forEach(SimulatedHost::crash);
    return start(simulation, cluster, spread);
  }

  private static Outcome start(Simulation simulation, SimulatedCluster cluster, Duration spread) {
    RandomGenerator random = simulation.random("starts at " + simulation.now());
    Duration begun = simulation.now();
    Duration last = begun;
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      Duration at = Duration.ofNanos(spread.isZero() ? 0 : random.nextLong(spread.toNanos()));
      simulation.schedule(at, host::start);
      last = begun.plus(at).compareTo(last) > 0 ? begun.plus(at) : last;
    }
    simulation.runFor(last.minus(begun));
    cluster.demandUnity(COORDINATOR_WITHIN, RING_WITHIN);
    Unity unity = new Unity(simulation, cluster);
    while (!unity.isForGood()) {
      simulation.runFor(Unity.LOOK_EVERY);
    }
    return new Outcome(unity.coordinatorSince().minus(last), unity.ringSince().minus(last));
  }
}
