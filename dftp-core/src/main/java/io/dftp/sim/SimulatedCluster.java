// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.cluster.ClusterPorts;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostIdentity;
import io.dftp.cluster.SilentBroadcast;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.CallContext;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Hosts of a simulated network that run whole {@link ClusterNode}s. Adds the invariants of
 * elections and successor lists to the simulation, and that no key has two owners among hosts that
 * reach each other, 30 s after the last fault began or ended: so long two rings may take to be one.
 * The last is checked in clusters of up to 64 hosts.
 */
public final class SimulatedCluster {

  /** How many hosts there may be, by their addresses. */
  private static final int MAX_HOSTS = 60_000;

  /** It would take most of the time of a run with more hosts. */
  private static final int MAX_CHECKED = 64;

  /** Rings that meet are one by then. */
  private static final Duration OWNERS_WITHIN = Duration.ofSeconds(30);

  private static final Duration CENSUS_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CENSUS_EVERY = Duration.ofSeconds(1);

  private final SimulatedNetwork network;
  private final ClusterConfig config;
  private final List<NodeAddress> seeds;
  private final Set<ObjectId> founding;
  private final BiConsumer<SimulatedHost<ClusterNode>, ClusterNode> whenMember;
  private final List<SimulatedHost<ClusterNode>> hosts = new ArrayList<>();

  /** Creates a cluster of hosts that are not started yet, and find each other by broadcast. */
  public SimulatedCluster(SimulatedNetwork network, ClusterConfig config, int size) {
    this(network, config, size, List.of(), Set.of(), (host, node) -> {});
  }

  /**
   * Creates one whose hosts run more than their nodes.
   *
   * @param founding the maps that come into being with a ring
   * @param whenMember is called on the loop of each process when its node has become a member
   */
  public SimulatedCluster(
      SimulatedNetwork network,
      ClusterConfig config,
      int size,
      Set<ObjectId> founding,
      BiConsumer<SimulatedHost<ClusterNode>, ClusterNode> whenMember) {
    this(network, config, size, List.of(), founding, whenMember);
  }

  private SimulatedCluster(
      SimulatedNetwork network,
      ClusterConfig config,
      int size,
      List<NodeAddress> seeds,
      Set<ObjectId> founding,
      BiConsumer<SimulatedHost<ClusterNode>, ClusterNode> whenMember) {
    checkArgument(size <= MAX_HOSTS, "at most %s hosts, not %s", MAX_HOSTS, size);
    this.network = network;
    this.config = config;
    this.seeds = seeds;
    this.founding = founding;
    this.whenMember = whenMember;
    for (int number = 1; number <= size; number++) {
      hosts.add(newHost(number));
    }
    network.simulation().addInvariant(new OneLeaderAnEpoch(hosts));
    network.simulation().addInvariant(new MonotoneAdoption(hosts));
    network.simulation().addInvariant(new OrderedSuccessors(hosts));
    if (size <= MAX_CHECKED) {
      demand(network, "one owner", OWNERS_WITHIN, ConnectedGroup::rivalOwners);
    }
  }

  /**
   * Creates a cluster of hosts that join through the first of them, and never hear a broadcast. It
   * takes far fewer events to start, so it is the choice for hundreds of hosts.
   */
  public static SimulatedCluster withoutBroadcast(
      SimulatedNetwork network, ClusterConfig config, int size) {
    return new SimulatedCluster(
        network, config, size, List.of(addressOf(1)), Set.of(), (host, node) -> {});
  }

  /** Starts all hosts that are down. */
  public void start() {
    hosts.stream().filter(host -> !host.isUp()).forEach(SimulatedHost::start);
  }

  /** Returns the network that the hosts are on. */
  public SimulatedNetwork network() {
    return network;
  }

  /** Returns all hosts, up or down, in the order of their addresses. */
  public List<SimulatedHost<ClusterNode>> hosts() {
    return List.copyOf(hosts);
  }

  /** Returns the hosts that run. */
  public List<SimulatedHost<ClusterNode>> up() {
    return hosts.stream().filter(SimulatedHost::isUp).toList();
  }

  /** Returns a host that runs. */
  public SimulatedHost<ClusterNode> anyUp(RandomGenerator random) {
    List<SimulatedHost<ClusterNode>> up = up();
    return up.get(random.nextInt(up.size()));
  }

  /**
   * Runs until all hosts that are up form one ring, follow one coordinator, and hold every object
   * on as many hosts as there should be; fails the run when that takes longer than the bound.
   *
   * @return the census that said so
   */
  public ClusterStatus settle(Duration bound) {
    Simulation simulation = network.simulation();
    Duration end = simulation.now().plus(bound);
    List<String> missing = List.of("nothing was asked");
    while (simulation.now().compareTo(end) < 0) {
      ClusterStatus status = census(up().get(0));
      missing = new ArrayList<>(status.unsettled());
      if (status.hosts().size() != up().size()) {
        missing.add(status.hosts().size() + " of " + up().size() + " hosts are in the census");
      }
      if (missing.isEmpty()) {
        return status;
      }
      simulation.runFor(CENSUS_EVERY);
    }
    throw simulation.failure("the cluster is not settled within " + bound + ": " + missing);
  }

  /**
   * From now on the run fails when hosts that reach each other, all of them up and in both
   * directions, are not one cluster some time after the last disturbance; nothing is demanded while
   * one is held up. The invariants are "one coordinator a connected group", "a coordinator at every
   * quiet ending" (also where some ways are cut), and "one ring a connected group", which is one
   * ring of all after the last cut has healed.
   *
   * @param coordinatorWithin how long a group may be without its one coordinator
   * @param ringWithin how long it may be without its one ring
   */
  public void demandUnity(Duration coordinatorWithin, Duration ringWithin) {
    demandUnity(network, coordinatorWithin, ringWithin);
  }

  /** Demands the same of the groups that the hosts would form on that network. */
  void demandUnity(SimulatedNetwork on, Duration coordinatorWithin, Duration ringWithin) {
    demand(
        on,
        "one coordinator a connected group",
        coordinatorWithin,
        group -> group.complete() ? group.rivals() : Optional.empty());
    demand(
        on,
        "a coordinator at every quiet ending",
        coordinatorWithin,
        group -> group.leaderless(on, up()));
    demand(
        on,
        "one ring a connected group",
        ringWithin,
        group ->
            group.complete() ? group.notOneRing(config.chord().successors()) : Optional.empty());
  }

  private void demand(
      SimulatedNetwork on,
      String name,
      Duration within,
      Function<ConnectedGroup, Optional<String>> unmet) {
    network.simulation().addInvariant(new MetInTime(name, on, within, () -> first(on, unmet)));
  }

  private Optional<String> first(
      SimulatedNetwork on, Function<ConnectedGroup, Optional<String>> unmet) {
    if (up().stream().anyMatch(host -> host.process().loop().isPaused())) {
      return Optional.empty();
    }
    return ConnectedGroup.of(on, up()).stream().map(unmet).flatMap(Optional::stream).findFirst();
  }

  /** Says whether all hosts that are up follow one coordinator that leads, in one epoch. */
  public boolean hasOneCoordinator() {
    ConnectedGroup all = new ConnectedGroup(up(), true);
    return all.rivals().isEmpty() && all.leaderless(network, up()).isEmpty();
  }

  /**
   * Says whether all hosts that are up form one ring: each knows its predecessor and all the
   * successors that it should.
   */
  public boolean isOneRing() {
    return new ConnectedGroup(up(), true).notOneRing(config.chord().successors()).isEmpty();
  }

  /** Says whether the hosts of each connected group form one ring. */
  boolean areRings() {
    return ConnectedGroup.of(network, up()).stream()
        .allMatch(group -> group.notOneRing(config.chord().successors()).isEmpty());
  }

  private ClusterStatus census(SimulatedHost<ClusterNode> host) {
    CallContext context = CallContext.withTimeout(host.process().loop(), CENSUS_TIMEOUT);
    try {
      return network
          .simulation()
          .await(host.program().census(context), CENSUS_TIMEOUT.multipliedBy(2));
    } finally {
      context.close();
    }
  }

  private SimulatedHost<ClusterNode> newHost(int number) {
    return new SimulatedHost<>(network, addressOf(number), process -> start(process, number));
  }

  /** Its uid lies with the data of a host, and is lost with the disk. */
  private HostIdentity identity(int number, int replacements) {
    NodeAddress address = addressOf(number);
    String disk = replacements == 0 ? "" : ", disk " + replacements;
    RandomGenerator random = network.simulation().random("uid of " + address + disk);
    return new HostIdentity(
        new Uid(random.nextLong(), random.nextLong()), "host-" + number, address, "");
  }

  private static NodeAddress addressOf(int number) {
    return new NodeAddress("10.1." + number / 250 + "." + (number % 250 + 1), 2121);
  }

  private ClusterNode start(SimulatedProcess process, int number) {
    HostIdentity identity = identity(number, process.replacements());
    ClusterNode node = newNode(process, identity);
    node.start(seeds)
        .whenComplete(
            (started, failure) -> {
              if (failure == null) {
                whenMember.accept(hosts.get(number - 1), node);
              } else {
                failRun(identity.name() + " could not start: " + failure);
              }
            });
    return node;
  }

  /** Thrown where it is found it would only fail the result that told of it. */
  private void failRun(String reason) {
    network
        .simulation()
        .schedule(
            Duration.ZERO,
            () -> {
              throw network.simulation().failure(reason);
            });
  }

  private ClusterNode newNode(SimulatedProcess process, HostIdentity identity) {
    try {
      return new ClusterNode(
          identity,
          config,
          "simulated",
          new ClusterPorts(
              process.loop(),
              process.endpoint(),
              process.endpoint(),
              seeds.isEmpty() ? process.endpoint().broadcast() : new SilentBroadcast(),
              process.workers(),
              process.store(),
              process.cell("election"),
              process.cell("peers"),
              process.metrics()),
          founding,
          view -> {});
    } catch (WireFormatException damaged) {
      throw new IllegalStateException(damaged);
    }
  }
}
