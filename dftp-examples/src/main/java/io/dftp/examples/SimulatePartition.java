// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.cluster.ClusterStatus;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.List;

/**
 * Example: whole hosts with ring, coordinator and store on a simulated network that is cut in two
 * and healed. Minutes of virtual time take seconds, and a seed repeats a run exactly.
 */
public final class SimulatePartition {

  private static final ObjectId TABLE = new ObjectId(0, 1);
  private static final Duration AT_MOST = Duration.ofMinutes(5);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final SimulatedCluster cluster;

  /** Starts hosts at the same moment and waits until they have found each other. */
  public SimulatePartition(long seed, int size) {
    simulation = new Simulation(seed);
    network = new SimulatedNetwork(simulation, NetworkFaults.none());
    // Every host holds everything, so that each side of a cut knows the table.
    ClusterConfig config = ClusterConfig.lan().withReplicas(size);
    cluster = new SimulatedCluster(network, config, size);
    cluster.start();
    settle();
    SimulatedHost<ClusterNode> host = cluster.hosts().get(0);
    Mutation nothing = new Mutation(List.of(), List.of(), List.of());
    simulation.await(host.program().store().create(TABLE, nothing, context(host)), AT_MOST);
  }

  /** Cuts the network: the first hosts on one side, the rest on the other. */
  public void partition(int sizeOfFirst) {
    List<NodeAddress> hosts = cluster.hosts().stream().map(SimulatedHost::address).toList();
    network.partition(
        List.of(hosts.subList(0, sizeOfFirst), hosts.subList(sizeOfFirst, hosts.size())));
  }

  /** Ends the cut. */
  public void heal() {
    network.heal();
  }

  /** Waits until there is one ring with one coordinator, and every object has its copies. */
  public ClusterStatus settle() {
    return cluster.settle(AT_MOST);
  }

  /** Adds a row through one host, numbered from 0; it stands beside what others added. */
  public MutationResult add(int through, String name, String value) {
    SimulatedHost<ClusterNode> host = cluster.hosts().get(through);
    Mutation.Put put = new Mutation.Put(name, Bytes.utf8(value));
    Mutation mutation = new Mutation(List.of(), List.of(put), List.of());
    return simulation.await(host.program().store().mutate(TABLE, mutation, context(host)), AT_MOST);
  }

  /** Returns the values under a name, as one host finds them. */
  public List<String> values(int through, String name) {
    SimulatedHost<ClusterNode> host = cluster.hosts().get(through);
    List<Row> rows =
        simulation.await(host.program().store().get(TABLE, name, context(host)), AT_MOST);
    return rows.stream().map(row -> new String(row.value().array(), UTF_8)).sorted().toList();
  }

  /** Returns the hash of everything that has happened so far. */
  public String traceHash() {
    return simulation.traceHash();
  }

  private static CallContext context(SimulatedHost<ClusterNode> host) {
    return CallContext.withTimeout(host.process().loop(), AT_MOST);
  }
}
