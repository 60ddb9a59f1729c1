// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.cluster.ClusterPorts;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostIdentity;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Example: whole hosts with ring, coordinator and store on a simulated network that is cut in two
 * and healed. Minutes of virtual time take seconds, and a seed repeats a run exactly.
 */
public final class SimulatePartition {

  private static final ObjectId TABLE = new ObjectId(0, 1);
  private static final Duration AT_MOST = Duration.ofMinutes(5);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final RandomGenerator random;
  private final List<SimulatedHost<ClusterNode>> hosts = new ArrayList<>();

  /** Starts hosts at the same moment and waits until they have found each other. */
  public SimulatePartition(long seed, int size) {
    simulation = new Simulation(seed);
    network = new SimulatedNetwork(simulation, NetworkFaults.none());
    random = simulation.random("example");
    for (int number = 1; number <= size; number++) {
      hosts.add(newHost(number));
    }
    for (SimulatedHost<ClusterNode> host : hosts) {
      host.start().start(List.of());
    }
    settle();
  }

  /** Cuts the network: the first hosts on one side, the rest on the other. */
  public void partition(int sizeOfFirst) {
    List<NodeAddress> addresses = hosts.stream().map(SimulatedHost::address).toList();
    network.partition(
        List.of(
            addresses.subList(0, sizeOfFirst), addresses.subList(sizeOfFirst, addresses.size())));
  }

  /** Ends the cut. */
  public void heal() {
    network.heal();
  }

  /** Waits until there is one ring with one coordinator, and every object has its copies. */
  public ClusterStatus settle() {
    ClusterStatus status = status();
    Duration deadline = simulation.now().plus(AT_MOST);
    while (!status.isSettled() || status.hosts().size() < hosts.size()) {
      if (simulation.now().compareTo(deadline) > 0) {
        throw simulation.failure("it did not settle: " + status.unsettled());
      }
      simulation.runFor(Duration.ofSeconds(1));
      status = status();
    }
    return status;
  }

  /** Adds a row through one host, numbered from 0; it stands beside what others added. */
  public MutationResult add(int through, String name, String value) {
    SimulatedHost<ClusterNode> host = hosts.get(through);
    // Values are unique to their operation, so the text gets a random companion.
    Bytes bytes = Bytes.utf8(value + " #" + Long.toHexString(random.nextLong()));
    Mutation mutation = new Mutation(List.of(), List.of(new Mutation.Put(name, bytes)), List.of());
    return simulation.await(host.program().store().mutate(TABLE, mutation, context(host)), AT_MOST);
  }

  /** Returns the values under a name, as one host finds them. */
  public List<String> values(int through, String name) {
    SimulatedHost<ClusterNode> host = hosts.get(through);
    List<Row> rows =
        simulation.await(host.program().store().get(TABLE, name, context(host)), AT_MOST);
    return rows.stream()
        .map(row -> new String(row.value().array(), java.nio.charset.StandardCharsets.UTF_8))
        .map(text -> text.substring(0, text.lastIndexOf(" #")))
        .sorted()
        .toList();
  }

  /** Returns the hash of everything that has happened so far. */
  public String traceHash() {
    return simulation.traceHash();
  }

  private ClusterStatus status() {
    SimulatedHost<ClusterNode> host = hosts.get(0);
    return simulation.await(host.program().census(context(host)), AT_MOST);
  }

  private static CallContext context(SimulatedHost<ClusterNode> host) {
    return CallContext.withTimeout(host.process().loop(), AT_MOST);
  }

  private SimulatedHost<ClusterNode> newHost(int number) {
    Uid uid = new Uid(random.nextLong(), random.nextLong());
    NodeAddress address = new NodeAddress("10.0.0." + number, 4121);
    HostIdentity identity = new HostIdentity(uid, "host" + number, address, "");
    return new SimulatedHost<>(network, address, process -> newNode(identity, process));
  }

  private static ClusterNode newNode(HostIdentity identity, SimulatedProcess process) {
    ClusterPorts ports =
        new ClusterPorts(
            process.loop(),
            process.endpoint(),
            process.endpoint(),
            process.endpoint().broadcast(),
            process.workers(),
            process.store(),
            process.cell("election"),
            process.cell("peers"),
            process.metrics());
    try {
      return new ClusterNode(identity, ClusterConfig.lan(), "example", ports, view -> {});
    } catch (WireFormatException e) {
      throw new IllegalStateException("a cell of " + identity.name() + " is damaged", e);
    }
  }
}
