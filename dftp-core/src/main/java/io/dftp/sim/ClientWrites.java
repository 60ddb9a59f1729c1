// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.cluster.ClusterNode;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Clients that add rows through hosts of a cluster, one after the other, and remember what was
 * acknowledged.
 */
final class ClientWrites {

  private static final Duration OPERATION = Duration.ofSeconds(20);
  private static final int MAPS = 4;

  private final SimulatedCluster cluster;
  private final Simulation simulation;
  private final RandomGenerator random;
  private final List<ObjectId> maps = new ArrayList<>();
  private final List<Written> acknowledged = new ArrayList<>();
  private final List<ObjectId> served = new ArrayList<>();
  private int number;
  private int rows;

  /** A row that a host acknowledged. */
  private record Written(
      NodeAddress through, Duration at, ObjectId map, String name, Bytes value) {}

  ClientWrites(SimulatedCluster cluster, Simulation simulation) {
    this.cluster = cluster;
    this.simulation = simulation;
    this.random = simulation.random("clients");
  }

  /** Forgets what was written, and begins with new maps. */
  void begin() {
    acknowledged.clear();
    maps.clear();
  }

  /**
   * Begins to add a row through the next host in turn of those that are up; through some of many.
   */
  void write() {
    List<SimulatedHost<ClusterNode>> up = cluster.up();
    for (int i = 0; i <= up.size() / 8; i++) {
      int turn = number++;
      // A part of a cluster may know none of the maps, but it can always bring new ones into being.
      write(up.get(turn % up.size()), turn / up.size() % 2 == 0);
    }
  }

  private void write(SimulatedHost<ClusterNode> host, boolean news) {
    boolean creates = maps.size() < MAPS || news;
    ObjectId map =
        creates ? ObjectId.random(random) : maps.get(random.nextInt(Math.min(MAPS, maps.size())));
    write(host, map, creates, OPERATION)
        .whenComplete(
            (written, failure) -> {
              if (creates && failure == null) {
                maps.add(map);
              }
            });
  }

  private CompletableFuture<Written> write(
      SimulatedHost<ClusterNode> host, ObjectId map, boolean creates, Duration within) {
    String name = "row-" + rows++;
    Bytes value = Bytes.utf8(name + " through " + host.address() + " " + random.nextLong());
    Mutation put = new Mutation(List.of(), List.of(new Mutation.Put(name, value)), List.of());
    CallContext context = CallContext.withTimeout(host.process().loop(), within);
    ReplicatedStore store = host.program().store();
    return (creates ? store.create(map, put, context) : store.mutate(map, put, context))
        .whenComplete((result, failure) -> context.close())
        .thenApply(
            result -> {
              if (!(result instanceof MutationResult.Applied)) {
                throw new IllegalStateException(name + " of " + map + ": " + result);
              }
              Written written = new Written(host.address(), simulation.now(), map, name, value);
              acknowledged.add(written);
              return written;
            });
  }

  /** Brings maps into being that {@link #demandService} tries; so many that each host owns some. */
  void beginService(int number) {
    served.clear();
    for (int i = 0; i < number; i++) {
      ObjectId map = ObjectId.random(random);
      List<SimulatedHost<ClusterNode>> up = cluster.up();
      simulation.await(write(up.get(i % up.size()), map, true, OPERATION), OPERATION);
      served.add(map);
    }
  }

  /**
   * Fails the run unless each of those maps takes a write, and then a read, through each host that
   * is up; all at once.
   *
   * @param within how long each write, and each read, may take
   */
  void demandService(Duration within) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (SimulatedHost<ClusterNode> host : cluster.up()) {
      for (ObjectId map : served) {
        all.add(
            write(host, map, false, within)
                .thenCompose(written -> read(host, written, within))
                .handle(
                    (read, failure) -> {
                      if (failure != null) {
                        throw simulation.failure(
                            map + " was not served through " + host + ": " + failure);
                      }
                      return null;
                    }));
      }
    }
    all.forEach(each -> simulation.await(each, within.multipliedBy(3)));
  }

  private CompletableFuture<Void> read(
      SimulatedHost<ClusterNode> host, Written written, Duration within) {
    CallContext context = CallContext.withTimeout(host.process().loop(), within);
    return host.program()
        .store()
        .get(written.map, written.name, context)
        .whenComplete((rows, failure) -> context.close())
        .thenAccept(rows -> check(host, written, rows));
  }

  /** Returns how many rows were acknowledged. */
  int acknowledged() {
    return acknowledged.size();
  }

  /** Says whether one of these hosts has acknowledged a row since then. */
  boolean acknowledgedBy(List<NodeAddress> hosts, Duration since) {
    return acknowledged.stream()
        .anyMatch(written -> hosts.contains(written.through) && written.at.compareTo(since) >= 0);
  }

  /** Fails the run unless every host that is up reads all that was acknowledged. */
  void readAllEverywhere() {
    for (SimulatedHost<ClusterNode> host : cluster.up()) {
      CallContext context = CallContext.withTimeout(host.process().loop(), OPERATION);
      List<CompletableFuture<List<Row>>> reads = new ArrayList<>();
      for (Written written : acknowledged) {
        reads.add(host.program().store().get(written.map, written.name, context));
      }
      for (int i = 0; i < reads.size(); i++) {
        check(host, acknowledged.get(i), simulation.await(reads.get(i), OPERATION));
      }
      context.close();
    }
  }

  private void check(SimulatedHost<ClusterNode> host, Written written, List<Row> found) {
    boolean there = found.size() == 1 && found.get(0).value().equals(written.value);
    if (!there) {
      throw simulation.failure(
          written + " was acknowledged, and reads at " + host + " as " + found);
    }
  }
}
