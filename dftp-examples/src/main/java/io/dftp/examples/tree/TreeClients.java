// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.cluster.ClusterNode;
import io.dftp.examples.tree.TreeHistory.Epoch;
import io.dftp.ftp.namespace.RingFileSystem;
import io.dftp.net.NodeAddress;
import io.dftp.sim.Encounters;
import io.dftp.sim.FaultWatcher;
import io.dftp.sim.Parting;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.Simulation;
import io.dftp.sim.StoreFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The clients of a {@link TreeTrial}, and what they share: the hosts that they ask, what they know
 * of the tree, and all that they were told.
 */
final class TreeClients implements FaultWatcher {

  private static final int CLIENTS = 6;

  private final Simulation simulation;
  private final RandomGenerator random;
  private final Supplier<List<SimulatedHost<ClusterNode>>> up;
  private final Map<ClusterNode, RingFileSystem> trees = new HashMap<>();
  private final List<TreeClient> clients = new ArrayList<>();
  private final Map<Integer, Upload> uploads = new LinkedHashMap<>();
  private final Map<StoreFault, Integer> active = new EnumMap<>(StoreFault.class);
  private final Encounters<TreeOperation> encounters = new Encounters<>(TreeOperation.class);
  private final Set<UnderWay> underWay = new LinkedHashSet<>();
  private final List<Epoch> epochs = new ArrayList<>();
  private final List<UnderWay> ended = new ArrayList<>();
  private final List<Cut> cuts = new ArrayList<>();
  private final Set<NodeAddress> known = new LinkedHashSet<>();
  private final List<NodeAddress> newcomers = new ArrayList<>();
  private final Ways ways;
  private List<List<NodeAddress>> parts = List.of();
  private long cutBegan;
  private boolean connected = true;
  private long order;
  private int calls;
  private int writes;
  private int done;
  private int goal;
  private boolean held = true;

  /** An operation, from its question on. */
  static final class UnderWay {
    final EnumSet<StoreFault> met = EnumSet.noneOf(StoreFault.class);
    final SimulatedEventLoop process;
    TreeCall call;

    UnderWay(TreeCall call, SimulatedEventLoop process) {
      this.call = call;
      this.process = process;
    }
  }

  private Snapshot first = new Snapshot(Map.of());

  TreeClients(Simulation simulation, Supplier<List<SimulatedHost<ClusterNode>>> up) {
    this.simulation = simulation;
    this.up = up;
    this.random = simulation.random("tree clients");
    this.ways = new Ways(random);
    simulation.describe(
        "not answered",
        () -> underWay.stream().map(one -> one.call.toString()).toList().toString());
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new TreeClient("client-" + i, this));
    }
  }

  /** Takes note of the tree that a host shows from now on. */
  void serves(NodeAddress host, ClusterNode node, RingFileSystem tree) {
    trees.put(node, tree);
    if (known.add(host) && !connected) {
      newcomers.add(host);
    }
  }

  /** Returns the tree that the host shows, if it serves. */
  Optional<RingFileSystem> tree(SimulatedHost<ClusterNode> host) {
    return host.programIfUp().map(trees::get);
  }

  /** Lets the clients work until so many operations have ended, all told. */
  void work(int operations) {
    goal = operations;
    held = false;
    clients.forEach(client -> client.later(thinking()));
  }

  /** Lets no operation begin any more. */
  void hold() {
    held = true;
  }

  boolean isIdle() {
    return underWay.isEmpty();
  }

  boolean isDone() {
    return done >= goal;
  }

  int done() {
    return done;
  }

  boolean mayBegin() {
    return !held && !isDone();
  }

  Simulation simulation() {
    return simulation;
  }

  RandomGenerator random() {
    return random;
  }

  Ways ways() {
    return ways;
  }

  Encounters<TreeOperation> encounters() {
    return encounters;
  }

  Duration thinking() {
    return Duration.ofMillis(random.nextInt(4) == 0 ? 0 : random.nextInt(1000));
  }

  /** Returns a host to ask, held up or not; another than the one before if there is one. */
  Optional<SimulatedHost<ClusterNode>> gateway(Optional<SimulatedHost<ClusterNode>> before) {
    List<SimulatedHost<ClusterNode>> serving = new ArrayList<>(up.get());
    serving.removeIf(host -> tree(host).isEmpty());
    if (serving.size() > 1) {
      before.ifPresent(serving::remove);
    }
    return serving.isEmpty()
        ? Optional.empty()
        : Optional.of(serving.get(random.nextInt(serving.size())));
  }

  /** Returns the number of the next upload. */
  int nextWrite() {
    return writes++;
  }

  void uploads(Upload upload) {
    uploads.put(upload.write(), upload);
  }

  UnderWay began(
      String client,
      SimulatedHost<ClusterNode> host,
      TreeOperation operation,
      String path,
      String target,
      int write,
      long modified) {
    Answer open = new Answer.Open(false);
    TreeCall call =
        new TreeCall(
            calls++,
            client,
            host.address(),
            operation,
            path,
            target,
            write,
            modified,
            order++,
            Long.MAX_VALUE,
            open);
    UnderWay began = new UnderWay(call, host.process().loop());
    began.met.addAll(active.keySet());
    underWay.add(began);
    return began;
  }

  /** Writes down how it ended; only the first time counts. */
  boolean ended(UnderWay one, Answer answer) {
    if (!underWay.remove(one)) {
      return false;
    }
    done++;
    TreeCall call = one.call;
    one.call =
        new TreeCall(
            call.number(),
            call.client(),
            call.gateway(),
            call.operation(),
            call.path(),
            call.target(),
            call.write(),
            call.modified(),
            call.begun(),
            order++,
            answer);
    ended.add(one);
    one.met.forEach(fault -> encounters.add(call.operation(), fault, 1));
    return true;
  }

  /** Nobody has done anything, and the tree is this. */
  void begins(Snapshot tree) {
    first = tree;
    ways.know(tree);
  }

  /** All is settled, and the tree is this. */
  void settled(Snapshot tree) {
    List<TreeCall> all =
        ended.stream()
            .map(
                one ->
                    one.call.isOpen()
                        ? one.call.with(new Answer.Open(one.process.isCrashed()))
                        : one.call)
            .toList();
    epochs.add(new Epoch(connected, cuts, newcomers, all, tree));
    ended.clear();
    cuts.clear();
    newcomers.clear();
    connected = true;
    order++;
    ways.know(tree);
  }

  /** Says whether hosts did not reach each other since all was settled. */
  boolean wasCut() {
    return !connected;
  }

  TreeHistory history() {
    return new TreeHistory(uploads, first, epochs);
  }

  @Override
  public void faultBegan(StoreFault fault) {
    active.merge(fault, 1, Integer::sum);
    underWay.forEach(call -> call.met.add(fault));
  }

  @Override
  public void faultEnded(StoreFault fault) {
    active.computeIfPresent(fault, (unused, times) -> times == 1 ? null : times - 1);
  }

  @Override
  public void parted(Parting parting, List<List<NodeAddress>> into) {
    connected = false;
    cutBegan = order++;
    parts = parting.isWhole() ? into : List.of();
  }

  @Override
  public void left(NodeAddress host) {
    known.remove(host);
  }

  @Override
  public void healed() {
    cuts.add(new Cut(cutBegan, order++, parts));
  }
}
