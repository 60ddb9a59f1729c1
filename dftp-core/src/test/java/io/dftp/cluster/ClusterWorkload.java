// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import com.google.common.hash.Hashing;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import io.dftp.store.BlobId;
import io.dftp.store.Dot;
import io.dftp.store.DurableRows.Named;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random writes, removals and faults on a simulated cluster, and the demand that it recovers. */
final class ClusterWorkload {

  private static final Duration OPERATION = Duration.ofSeconds(20);
  private static final int MAPS = 3;

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final SimulatedCluster cluster;
  private final Acknowledged acknowledged;
  private final RandomGenerator random;
  private final List<ObjectId> maps = new ArrayList<>();
  private final List<Removal> removals = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private boolean parted;
  private int number;

  /** An acknowledged removal: what was seen of a row, and is gone for good. */
  private record Removal(Named row, List<Dot> dots) {}

  ClusterWorkload(long seed, int hosts) {
    simulation = new Simulation(seed);
    network = new SimulatedNetwork(simulation, NetworkFaults.none());
    cluster = new SimulatedCluster(network, ClusterConfig.lan(), hosts);
    acknowledged = new Acknowledged(cluster);
    random = simulation.random("workload");
    simulation.addInvariant(acknowledged);
    for (int i = 0; i < MAPS; i++) {
      maps.add(ObjectId.random(random));
    }
  }

  Simulation simulation() {
    return simulation;
  }

  SimulatedNetwork network() {
    return network;
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  Acknowledged acknowledged() {
    return acknowledged;
  }

  /** Returns how many removals were acknowledged. */
  int removals() {
    return removals.size();
  }

  /** Starts all hosts and waits until they are one settled cluster. */
  void start() {
    cluster.start();
    cluster.settle(Duration.ofMinutes(2));
    Mutation nothing = new Mutation(List.of(), List.of(), List.of());
    for (ObjectId map : maps) {
      SimulatedHost<ClusterNode> host = cluster.anyUp(random);
      simulation.await(host.program().store().create(map, nothing, context(host)), OPERATION);
    }
  }

  /** Works and breaks things for so many steps of a tenth of a second. */
  void disturb(int steps, int least, boolean partitions) {
    for (int step = 0; step < steps; step++) {
      work();
      int chance = random.nextInt(100);
      if (chance < 3 && cluster.up().size() > least) {
        cluster.anyUp(random).crash();
      } else if (chance < 8) {
        cluster.hosts().stream().filter(host -> !host.isUp()).findFirst().ifPresent(this::start);
      } else if (chance < 10) {
        cluster.anyUp(random).restart();
      } else if (chance < 11 && partitions) {
        divide();
      } else if (chance < 13) {
        network.heal();
      }
      simulation.runFor(Duration.ofMillis(100));
      if (!faults.isEmpty()) {
        throw simulation.failure(faults.get(0));
      }
    }
  }

  private void start(SimulatedHost<ClusterNode> host) {
    host.start();
  }

  private void divide() {
    parted = true;
    List<NodeAddress> one = new ArrayList<>();
    List<NodeAddress> other = new ArrayList<>();
    cluster.hosts().forEach(host -> (random.nextBoolean() ? one : other).add(host.address()));
    network.partition(List.of(one, other));
  }

  /** Ends all faults, brings every host up, and demands that the cluster settles. */
  void recover(Duration bound) {
    network.heal();
    network.setFaults(NetworkFaults.none());
    cluster.start();
    cluster.settle(bound);
  }

  /** Demands that all that was acknowledged is on k disks, and can be read at any host. */
  void verify() {
    acknowledged
        .lost(3)
        .ifPresent(
            lost -> {
              throw simulation.failure("after the recovery, " + lost);
            });
    List.copyOf(acknowledged.rows()).forEach(row -> read(row, cluster.anyUp(random)));
    acknowledged.blobs().forEach((id, sha256) -> read(id, sha256, cluster.anyUp(random)));
    removals.forEach(this::verifyGone);
  }

  /** Demands that a host reads all that was acknowledged, each within the time of an operation. */
  void readAll(SimulatedHost<ClusterNode> host) {
    List.copyOf(acknowledged.rows()).forEach(row -> read(row, host));
    acknowledged.blobs().forEach((id, sha256) -> read(id, sha256, host));
  }

  /**
   * What was seen and removed never comes back, and nothing else was ever written under its name.
   */
  private void verifyGone(Removal removal) {
    SimulatedHost<ClusterNode> host = cluster.anyUp(random);
    Named row = removal.row();
    List<Row> found =
        simulation.await(
            host.program().store().get(row.map(), row.name(), context(host)), OPERATION);
    if (!found.isEmpty()) {
      throw simulation.failure("removed, and back again: " + found);
    }
  }

  private void read(BlobId id, Bytes sha256, SimulatedHost<ClusterNode> host) {
    simulation.await(host.program().store().getBlob(id, sha256, context(host)), OPERATION);
  }

  private void read(Named row, SimulatedHost<ClusterNode> host) {
    List<Row> found =
        simulation.await(
            host.program().store().get(row.map(), row.name(), context(host)), OPERATION);
    if (found.size() != 1 || !found.get(0).value().equals(row.value())) {
      throw simulation.failure(row + " reads as " + found);
    }
  }

  /** Begins one operation at a random host. */
  void work() {
    SimulatedHost<ClusterNode> host = cluster.anyUp(random);
    int kind = random.nextInt(10);
    if (kind < 6) {
      put(host);
    } else if (kind < 8) {
      putBlob(host);
    } else {
      remove(host);
    }
  }

  private void put(SimulatedHost<ClusterNode> host) {
    ObjectId map = maps.get(random.nextInt(MAPS));
    String name = "row-" + number++;
    Bytes value = Bytes.utf8("value of " + name + " " + random.nextLong());
    Mutation mutation = new Mutation(List.of(), List.of(new Mutation.Put(name, value)), List.of());
    host.program()
        .store()
        .mutate(map, mutation, context(host))
        .thenAccept(
            result -> {
              if (result instanceof MutationResult.Applied) {
                acknowledged.row(map, name, value);
              }
            });
  }

  /** Begins to store a blob from a host. */
  void putBlob(SimulatedHost<ClusterNode> host) {
    byte[] bytes = new byte[100 + random.nextInt(20_000)];
    random.nextBytes(bytes);
    BlobId id = new BlobId(ObjectId.random(random), 0);
    Bytes sha256 = Bytes.wrap(Hashing.sha256().hashBytes(bytes).asBytes());
    host.program()
        .store()
        .putBlob(id, ByteBuffer.wrap(bytes), sha256, context(host))
        .thenAccept(copies -> acknowledged.blob(id, sha256));
  }

  private void remove(SimulatedHost<ClusterNode> host) {
    List<Named> rows = List.copyOf(acknowledged.rows());
    if (rows.size() < 20) {
      return;
    }
    Named row = rows.get(random.nextInt(rows.size()));
    CallContext context = context(host);
    host.program()
        .store()
        .get(row.map(), row.name(), context)
        .thenAccept(found -> remove(host, row, found, context));
  }

  private void remove(
      SimulatedHost<ClusterNode> host, Named row, List<Row> found, CallContext context) {
    if (found.isEmpty()) {
      // One side of a partition may lack the row; to remove nothing must not remove it elsewhere.
      if (!parted && acknowledged.rows().contains(row)) {
        faults.add(row + " is acknowledged, but missing at " + host);
      }
      return;
    }
    List<Dot> dots = found.stream().map(Row::dot).toList();
    acknowledged.forget(row);
    host.program()
        .store()
        .mutate(row.map(), new Mutation(List.of(), List.of(), dots), context)
        .thenAccept(
            result -> {
              if (result instanceof MutationResult.Applied) {
                removals.add(new Removal(row, dots));
              }
            });
  }

  private static CallContext context(SimulatedHost<ClusterNode> host) {
    return CallContext.withTimeout(host.process().loop(), OPERATION);
  }
}
