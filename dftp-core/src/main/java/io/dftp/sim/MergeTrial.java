// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.chord.RingMember;
import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.net.NodeAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A cluster that is taken apart and heals, again and again, while clients write on all sides.
 *
 * <p>Demanded are one coordinator and one ring, as {@link SimulatedCluster#demandUnity} says: of
 * each side within 10 s and 30 s while it is parted, and of all together afterwards. Every side
 * goes on taking writes, and at the end every host reads all that any of them acknowledged. The
 * hosts of the larger side do not move. While only the way between two hosts is broken, they stay
 * one ring, and every map is served through every host.
 *
 * <p>Confined to one thread.
 */
public final class MergeTrial {

  private static final Duration COORDINATOR_WITHIN = Duration.ofSeconds(10);
  private static final Duration RING_WITHIN = Duration.ofSeconds(30);
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);
  private static final Duration WRITE_EVERY = Duration.ofMillis(500);
  private static final Duration RESTART_EVERY = Duration.ofSeconds(3);

  /** A parting that flaps lasts at most so long. */
  private static final Duration FLAP_WITHIN = Duration.ofSeconds(8);

  /** Sides that are parted so long take writes, and at least one in as much time again. */
  private static final Duration SERVES_AFTER = Duration.ofSeconds(10);

  /** How long an operation of a client may take at most. */
  private static final Duration CLIENT_WAITS = Duration.ofSeconds(30);

  /** How soon a broken way between two hosts is known, and another one taken. */
  private static final Duration WAY_AROUND_WITHIN = Duration.ofSeconds(5);

  /** How long an operation may take once that is known; at first one host may not know it. */
  private static final Duration SERVED_WITHIN = Duration.ofSeconds(3);

  private static final int MAPS_A_HOST = 4;

  private final Simulation simulation;
  private final int successors;
  private final SimulatedNetwork network;
  private final SimulatedCluster cluster;
  private final ClientWrites clients;
  private final RandomGenerator random;
  private Duration nextWrite = Duration.ZERO;

  /**
   * What one parting came to.
   *
   * @param coordinator from healing until all hosts followed one coordinator for good
   * @param ring from healing until all hosts were one ring for good
   * @param settled from healing until every object had its copies, too
   * @param acknowledged how many writes were acknowledged, and read everywhere at the end
   * @param moved how many hosts rejoined, as new incarnations of their positions, after healing
   */
  public record Outcome(
      Duration coordinator, Duration ring, Duration settled, int acknowledged, int moved) {}

  /**
   * Creates hosts that are not started.
   *
   * @param broadcast whether hosts hear each other by broadcast; else they find each other by a
   *     seed and by last-known peers alone
   */
  public MergeTrial(Simulation simulation, int hosts, boolean broadcast, ClusterConfig config) {
    checkArgument(hosts >= 3, "at least 3 hosts, not %s", hosts);
    this.simulation = simulation;
    this.successors = config.chord().successors();
    this.network = new SimulatedNetwork(simulation, NetworkFaults.none());
    this.cluster =
        broadcast
            ? new SimulatedCluster(network, config, hosts)
            : SimulatedCluster.withoutBroadcast(network, config, hosts);
    this.clients = new ClientWrites(cluster, simulation);
    this.random = simulation.random("partings");
  }

  /** Returns the cluster, to look at. */
  public SimulatedCluster cluster() {
    return cluster;
  }

  /** Starts all hosts and waits until they are one settled cluster. */
  public void start() {
    cluster.start();
    cluster.settle(SETTLED_WITHIN);
    cluster.demandUnity(COORDINATOR_WITHIN, RING_WITHIN);
  }

  /**
   * Takes the hosts apart, heals the network, and waits until all is well again.
   *
   * @param lasts how long they are apart
   * @throws SimulationFailure if an invariant broke, or what was acknowledged cannot be read
   */
  public Outcome part(Parting parting, Duration lasts) {
    clients.begin();
    work(Duration.ofMillis(random.nextInt(1000)));
    if (parting.isPassable()) {
      clients.beginService(cluster.hosts().size() * MAPS_A_HOST);
    }
    List<List<NodeAddress>> parts = parting.apply(network, hostsInOrder(), random);
    simulation.describe("parting", () -> parting + " into " + parts + " for " + lasts);
    switch (parting) {
      case RESTARTS -> workAndRestart(lasts);
      case FLAPPING -> workAndFlap(lasts);
      case PAIR, NEIGHBOURS, ONE_WAY_LINK -> workAndServe(lasts);
      default -> work(lasts);
    }
    // Hosts that are killed every few moments may all be starting at once.
    boolean stable = parting.isWhole() && parting != Parting.RESTARTS;
    if (stable && lasts.compareTo(SERVES_AFTER.multipliedBy(2)) >= 0) {
      demandService(parts, simulation.now().minus(lasts).plus(SERVES_AFTER));
    }
    boolean exact = cluster.hosts().size() <= successors;
    return heal(parts, exact && parting.isWhole() && cluster.areRings());
  }

  private Outcome heal(List<List<NodeAddress>> parts, boolean wereRings) {
    Duration healed = simulation.now();
    Map<NodeAddress, Long> before = incarnations();
    network.heal();
    network.setFaults(NetworkFaults.none());
    Unity unity = new Unity(simulation, cluster);
    // The invariants end a run in which it never comes to that.
    while (!unity.isForGood()) {
      work(Unity.LOOK_EVERY);
    }
    cluster.settle(SETTLED_WITHIN);
    final Duration settled = simulation.now();
    clients.readAllEverywhere();
    List<NodeAddress> moved = moved(before);
    if (wereRings && parts.size() == 2) {
      demandThatOneSideStays(parts, moved);
    }
    return new Outcome(
        unity.coordinatorSince().minus(healed),
        unity.ringSince().minus(healed),
        settled.minus(healed),
        clients.acknowledged(),
        moved.size());
  }

  /** By their places on the ring. */
  private List<NodeAddress> hostsInOrder() {
    return cluster.hosts().stream()
        .sorted(Comparator.comparing(host -> firstPosition(host).id()))
        .map(SimulatedHost::address)
        .toList();
  }

  private static RingMember firstPosition(SimulatedHost<ClusterNode> host) {
    return host.program().status().positions().get(0).self();
  }

  private List<NodeAddress> moved(Map<NodeAddress, Long> before) {
    Map<NodeAddress, Long> after = incarnations();
    return before.keySet().stream()
        .filter(host -> !Objects.equals(before.get(host), after.get(host)))
        .toList();
  }

  private Map<NodeAddress, Long> incarnations() {
    Map<NodeAddress, Long> incarnations = new LinkedHashMap<>();
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      incarnations.put(host.address(), firstPosition(host).incarnation());
    }
    return incarnations;
  }

  /** The hosts of the larger side need not move; of two equal ones, those of one side only do. */
  private void demandThatOneSideStays(List<List<NodeAddress>> parts, List<NodeAddress> moved) {
    boolean unlikeSizes = parts.get(0).size() != parts.get(1).size();
    List<NodeAddress> larger = parts.get(parts.get(0).size() > parts.get(1).size() ? 0 : 1);
    List<NodeAddress> smaller = parts.get(parts.get(0).size() > parts.get(1).size() ? 1 : 0);
    boolean oneStays = !larger.stream().anyMatch(moved::contains);
    boolean otherStays = !smaller.stream().anyMatch(moved::contains);
    if (!oneStays && (unlikeSizes || !otherStays)) {
      throw simulation.failure("of " + parts + ", these moved: " + moved);
    }
  }

  private void demandService(List<List<NodeAddress>> parts, Duration since) {
    for (List<NodeAddress> part : parts) {
      if (!clients.acknowledgedBy(part, since)) {
        throw simulation.failure(part + " acknowledged no write while it was parted");
      }
    }
  }

  /** Lets the time pass; clients go on writing. */
  private void work(Duration time) {
    Duration end = simulation.now().plus(time);
    while (simulation.now().compareTo(end) < 0) {
      if (nextWrite.compareTo(simulation.now()) <= 0) {
        clients.write();
        nextWrite = simulation.now().plus(WRITE_EVERY);
      }
      Duration next = nextWrite.compareTo(end) < 0 ? nextWrite : end;
      simulation.runFor(next.minus(simulation.now()));
    }
  }

  /**
   * All maps are served through all hosts, from the first moment on within the bound of a client,
   * and at once when the broken way is known.
   */
  private void workAndServe(Duration time) {
    Duration begun = simulation.now();
    clients.demandService(CLIENT_WAITS);
    work(begun.plus(WAY_AROUND_WITHIN).minus(simulation.now()));
    while (simulation.now().compareTo(begun.plus(time)) < 0) {
      clients.demandService(SERVED_WITHIN);
      work(SERVED_WITHIN);
    }
    if (!cluster.isOneRing()) {
      throw simulation.failure("a broken way between two hosts broke the ring");
    }
  }

  /** Heals for a moment in which hosts begin to move, and parts others before they are done. */
  private void workAndFlap(Duration time) {
    List<NodeAddress> all = cluster.hosts().stream().map(SimulatedHost::address).toList();
    Duration end = simulation.now().plus(time);
    while (simulation.now().compareTo(end) < 0) {
      work(Duration.ofMillis(random.nextInt((int) FLAP_WITHIN.toMillis())));
      network.heal();
      work(Duration.ofMillis(random.nextInt((int) FLAP_WITHIN.toMillis() / 4)));
      Parting.FLAPPING.apply(network, all, random);
    }
  }

  private void workAndRestart(Duration time) {
    Duration end = simulation.now().plus(time);
    while (simulation.now().plus(RESTART_EVERY).compareTo(end) < 0) {
      SimulatedHost<ClusterNode> host = cluster.anyUp(random);
      host.crash();
      work(Duration.ofMillis(random.nextInt((int) RESTART_EVERY.toMillis())));
      host.start();
    }
    work(end.minus(simulation.now()));
  }
}
