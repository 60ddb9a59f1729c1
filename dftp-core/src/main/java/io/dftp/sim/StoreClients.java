// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.cluster.ClusterNode;
import io.dftp.sim.history.HistoryRecorder;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The clients of a {@link StoreTrial}, and what they share: the maps and names they work on, the
 * history of what they were told, and which faults each of their operations met.
 */
final class StoreClients implements FaultWatcher {

  /** The names in each map; few, so that clients meet. */
  static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  private static final int CLIENTS = 8;

  /** So many names get half of all operations. */
  private static final int HOT = 3;

  private final SimulatedCluster cluster;
  private final Simulation simulation;
  private final RandomGenerator random;
  private final HistoryRecorder recorder;
  private final List<ObjectId> maps = new ArrayList<>();
  private final List<StoreClient> clients = new ArrayList<>();
  private final Set<UnderWay> underWay = new LinkedHashSet<>();
  private final Map<StoreFault, Integer> active = new EnumMap<>(StoreFault.class);
  private final Encounters<StoreOperation> encounters = new Encounters<>(StoreOperation.class);
  private final boolean mapsTwice;
  private int versions;
  private int done;
  private int goal;
  private boolean held = true;

  /** An operation whose end its client waits for. */
  static final class UnderWay {
    final StoreOperation operation;
    final EnumSet<StoreFault> met = EnumSet.noneOf(StoreFault.class);

    UnderWay(StoreOperation operation) {
      this.operation = operation;
    }
  }

  /**
   * Creates clients that wait.
   *
   * @param mapsTwice whether one that was not told whether a map came into being may bring the same
   *     into being again; two sides of a cut would give it two births
   */
  StoreClients(SimulatedCluster cluster, Simulation simulation, boolean mapsTwice) {
    this.cluster = cluster;
    this.simulation = simulation;
    this.mapsTwice = mapsTwice;
    this.random = simulation.random("clients");
    this.recorder = new HistoryRecorder(simulation::now);
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new StoreClient("client-" + i, this));
    }
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

  /** Says whether nobody waits for an answer. */
  boolean isIdle() {
    return underWay.isEmpty();
  }

  /** Says whether as many operations have ended as should. */
  boolean isDone() {
    return done >= goal;
  }

  /** Returns how many operations have ended. */
  int done() {
    return done;
  }

  boolean mayBegin() {
    return !held && !isDone();
  }

  HistoryRecorder recorder() {
    return recorder;
  }

  Encounters<StoreOperation> encounters() {
    return encounters;
  }

  Simulation simulation() {
    return simulation;
  }

  RandomGenerator random() {
    return random;
  }

  boolean mapsTwice() {
    return mapsTwice;
  }

  Duration thinking() {
    return Duration.ofMillis(random.nextInt(4) == 0 ? 0 : random.nextInt(300));
  }

  /** Returns a host to ask, held up or not; another than the one before if there is one. */
  Optional<SimulatedHost<ClusterNode>> gateway(Optional<SimulatedHost<ClusterNode>> before) {
    List<SimulatedHost<ClusterNode>> up = new ArrayList<>(cluster.up());
    if (up.size() > 1) {
      before.ifPresent(up::remove);
    }
    return up.isEmpty() ? Optional.empty() : Optional.of(up.get(random.nextInt(up.size())));
  }

  /** Returns the maps that are known to exist. */
  List<ObjectId> maps() {
    return List.copyOf(maps);
  }

  void mapExists(ObjectId map) {
    if (!maps.contains(map)) {
      maps.add(map);
    }
  }

  StoreKey anyKey() {
    checkState(!maps.isEmpty(), "there is no map yet");
    int number = random.nextBoolean() ? random.nextInt(HOT) : random.nextInt(1 << 20);
    return new StoreKey(
        maps.get(number / NAMES.size() % maps.size()), NAMES.get(number % NAMES.size()));
  }

  String newVersion() {
    return "v" + versions++;
  }

  UnderWay began(StoreOperation operation) {
    UnderWay call = new UnderWay(operation);
    call.met.addAll(active.keySet());
    underWay.add(call);
    return call;
  }

  /** Says whether the client still waited for it; from now on it does not. */
  boolean ended(UnderWay call) {
    if (!underWay.remove(call)) {
      return false;
    }
    done++;
    call.met.forEach(fault -> encounters.add(call.operation, fault, 1));
    return true;
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
}
