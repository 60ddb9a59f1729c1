// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.ftp.content.ReplicatedObjects;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.Partial;
import io.dftp.ftp.namespace.RingFileSystem;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.reclaim.ReclaimConfig;
import io.dftp.sim.Encounters;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import io.dftp.sim.StoreFault;
import io.dftp.sim.StoreFaults;
import io.dftp.sim.history.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A cluster of whole nodes with their trees of files, whose clients store, append, resume, delete,
 * rename, move, make, remove, read and list, while faults come in bouts as in {@link
 * io.dftp.sim.StoreTrial}. After each bout all has to settle, and the whole tree is read; {@link
 * TreeOracle} judges what became of it.
 */
public final class TreeTrial {

  /** So soon that space is given back while faults go on. */
  private static final ReclaimConfig RECLAIMING =
      new ReclaimConfig(Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(15));

  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

  private static final Duration MENDED_WITHIN = Duration.ofMinutes(5);

  /** After that the tree of a settled cluster is one, whatever was done to it. */
  private static final Duration TREE_WITHIN = Duration.ofMinutes(3);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(12);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(100);
  private static final Duration DONE_WITHIN = Duration.ofHours(4);

  /** What happens to the hosts. */
  public enum Kind {
    /** Nothing. */
    QUIET,
    /** All but cuts. */
    FAULTS,
    /** All, and a cut in most bouts. */
    CUTS,
    /** Some hosts join at once while others crash or leave, and messages take 20 to 60 ms. */
    BURSTS;

    /** Returns what may happen. */
    public Set<StoreFault> faults() {
      return switch (this) {
        case QUIET -> EnumSet.noneOf(StoreFault.class);
        case FAULTS -> EnumSet.complementOf(EnumSet.of(StoreFault.CUT));
        case CUTS -> EnumSet.allOf(StoreFault.class);
        case BURSTS ->
            EnumSet.of(StoreFault.GROWTH, StoreFault.DELAY, StoreFault.CRASH, StoreFault.LEAVE);
      };
    }
  }

  /**
   * How it ended.
   *
   * @param hosts how many there were at most
   * @param operations how many ended
   * @param acknowledged changes of which the client was told that they happened
   * @param open operations of which the client was not told the end
   * @param faults what a right tree does not do, in words; none if all is well
   * @param undecided whether it could not be decided whether the files that stay in one place were
   *     linearizable
   * @param encounters which operations met which faults
   * @param lasted virtual time
   */
  public record Result(
      int hosts,
      int operations,
      long acknowledged,
      long open,
      List<String> faults,
      boolean undecided,
      Encounters<TreeOperation> encounters,
      Duration lasted) {

    /** Keeps an immutable copy. */
    public Result {
      faults = List.copyOf(faults);
    }
  }

  private final Simulation simulation;
  private final Kind kind;
  private final int operations;
  private final RandomGenerator random;
  private final int first;
  private final SimulatedCluster cluster;
  private final TreeClients clients;
  private final StoreFaults faults;
  private final Set<String> doubled = new HashSet<>();

  private TreeTrial(Simulation simulation, Kind kind, int operations, ClusterConfig config) {
    this.simulation = simulation;
    this.kind = kind;
    this.operations = operations;
    this.random = simulation.random("tree trial");
    this.first = kind == Kind.BURSTS ? 3 + random.nextInt(3) : 2 + random.nextInt(6);
    int spares = kind == Kind.QUIET ? 0 : kind == Kind.BURSTS ? 5 : 2;
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    this.cluster =
        new SimulatedCluster(network, config, first + spares, RingFileSystem.FOUNDING, this::serve);
    this.clients = new TreeClients(simulation, cluster::up);
    this.faults = new StoreFaults(cluster, clients, first, config.store().replicas());
  }

  /**
   * Runs the trial.
   *
   * @param simulation in which nothing has happened yet
   * @param operations how many the clients do
   * @throws io.dftp.sim.SimulationFailure if an invariant broke, or the cluster or its tree did not
   *     settle in time
   */
  public static Result run(Simulation simulation, Kind kind, int operations, ClusterConfig config) {
    return lived(simulation, kind, operations, config).result();
  }

  /** Runs the trial without judging it. */
  static TreeTrial lived(Simulation simulation, Kind kind, int operations, ClusterConfig config) {
    TreeTrial trial = new TreeTrial(simulation, kind, operations, config);
    trial.run();
    return trial;
  }

  TreeHistory history() {
    return clients.history();
  }

  private Result result() {
    TreeHistory history = history();
    List<TreeCall> calls = history.epochs().stream().flatMap(e -> e.calls().stream()).toList();
    List<String> faults = new ArrayList<>();
    TreeOracle.judge(history).forEach(fault -> faults.add(fault.toString()));
    boolean undecided = false;
    if (!kind.faults().contains(StoreFault.CUT)) {
      Verdict verdict = Registers.check(history);
      undecided = verdict instanceof Verdict.Undecided;
      if (verdict instanceof Verdict.Broken broken) {
        faults.add(broken.counterexample().toString());
      }
    }
    return new Result(
        cluster.hosts().size(),
        clients.done(),
        calls.stream().filter(TreeCall::isDone).count(),
        calls.stream().filter(TreeCall::isOpen).count(),
        faults,
        undecided,
        clients.encounters(),
        simulation.now());
  }

  private void serve(SimulatedHost<ClusterNode> host, ClusterNode node) {
    SimulatedProcess process = host.process();
    RingFileSystem tree =
        new RingFileSystem(
            new ReplicatedObjects(node.store()),
            "host-" + (cluster.hosts().indexOf(host) + 1),
            process.loop(),
            process.workers(),
            process.wallClock(),
            () -> process.store().usableBytes(),
            RECLAIMING,
            Partial.VISIBLE);
    tree.start();
    clients.serves(host.address(), node, tree);
  }

  private void run() {
    cluster.hosts().subList(0, first).forEach(SimulatedHost::start);
    cluster.settle(SETTLED_WITHIN);
    simulation.await(
        clients.tree(cluster.up().get(0)).orElseThrow().makeDirectory(FtpPath.of(Ways.REGISTERS)),
        ANSWERED_WITHIN);
    clients.begins(tree());
    clients.work(operations);
    runFor(Duration.ofMillis(500 + random.nextInt(1500)));
    while (!clients.isDone()) {
      bout();
      if (simulation.now().compareTo(DONE_WITHIN) > 0) {
        throw simulation.failure("only " + clients.done() + " operations ended so far");
      }
    }
    settle();
    agree();
  }

  private void bout() {
    switch (kind) {
      case QUIET -> {}
      case FAULTS, CUTS -> anyFaults();
      case BURSTS -> burst();
    }
    runFor(Duration.ofMillis(500 + random.nextInt(5000)));
    faults.end();
    runFor(Duration.ofMillis(random.nextInt(3000)));
    settle();
    clients.work(operations);
    runFor(Duration.ofMillis(random.nextInt(2000)));
  }

  private void anyFaults() {
    List<StoreFault> kinds = List.copyOf(kind.faults());
    if (random.nextInt(3) == 0) {
      faults.begin(random.nextBoolean() ? StoreFault.LOSS : StoreFault.DELAY);
    }
    if (kind == Kind.CUTS && random.nextInt(3) > 0) {
      faults.begin(StoreFault.CUT);
      runFor(Duration.ofMillis(2000 + random.nextInt(8000)));
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      faults.begin(kinds.get(random.nextInt(kinds.size())));
      runFor(Duration.ofMillis(random.nextInt(1500)));
    }
  }

  private void burst() {
    faults.begin(StoreFault.DELAY);
    faults.begin(StoreFault.GROWTH);
    for (int i = random.nextInt(2); i >= 0; i--) {
      runFor(Duration.ofMillis(random.nextInt(1000)));
      faults.begin(random.nextBoolean() ? StoreFault.CRASH : StoreFault.LEAVE);
    }
  }

  /** Lets the clients work that long, or until they are done. */
  private void runFor(Duration time) {
    simulation.runUntil(clients::isDone, time);
  }

  private void settle() {
    clients.hold();
    if (clients.wasCut()) {
      faults.bringBack();
    }
    simulation.expect("everybody was answered", clients::isIdle, ANSWERED_WITHIN);
    cluster.settle(SETTLED_WITHIN);
    simulation.expect("all directories are looked after", this::isMended, MENDED_WITHIN);
    clients.settled(settled(tree()));
  }

  private boolean isMended() {
    return cluster.up().stream()
        .allMatch(host -> clients.tree(host).filter(tree -> tree.toMend() == 0).isPresent());
  }

  /** Waits until two hosts show the same whole tree one after the other. */
  private Snapshot tree() {
    Duration end = simulation.now().plus(TREE_WITHIN);
    Optional<Snapshot> before = Optional.empty();
    String missing = "";
    while (simulation.now().compareTo(end) < 0) {
      try {
        SimulatedHost<ClusterNode> host = cluster.anyUp(random);
        Snapshot now = TreeWalk.all(simulation, clients.tree(host).orElseThrow());
        missing = now.equals(before.orElse(null)) ? doubles(now) : "it changes";
        if (missing.isEmpty()) {
          return now;
        }
        before = Optional.of(now);
      } catch (FileError unanswered) {
        missing = unanswered.kind() + " " + unanswered.getMessage();
        before = Optional.empty();
      }
      simulation.runFor(clients.wasCut() ? LOOK_AGAIN : Duration.ofSeconds(3));
    }
    throw simulation.failure("the tree is not settled: " + missing);
  }

  /** Says what is on its way from one place to another yet. */
  private String doubles(Snapshot tree) {
    Set<String> ids = new HashSet<>();
    for (Map.Entry<String, Snapshot.Node> node : tree.nodes().entrySet()) {
      String id = node.getValue().id();
      boolean counts = node.getValue().directory() || (!clients.wasCut() && !doubled.contains(id));
      if (counts && !ids.add(id)) {
        return node.getKey() + " is at two places";
      }
    }
    return "";
  }

  /** Keeps which files two sides of a cut have left at two places: they may stay there. */
  private Snapshot settled(Snapshot tree) {
    Set<String> ids = new HashSet<>();
    doubled.clear();
    for (Snapshot.Node node : tree.nodes().values()) {
      if (!ids.add(node.id())) {
        doubled.add(node.id());
      }
    }
    return tree;
  }

  private void agree() {
    Snapshot all = clients.history().epochs().get(clients.history().epochs().size() - 1).after();
    for (SimulatedHost<ClusterNode> host : cluster.up()) {
      Snapshot here = TreeWalk.all(simulation, clients.tree(host).orElseThrow());
      if (!here.equals(all)) {
        throw simulation.failure(host + " shows another tree: " + here + " than " + all);
      }
    }
  }
}
