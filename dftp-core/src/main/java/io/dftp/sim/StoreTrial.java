// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.sim.history.Action;
import io.dftp.sim.history.History;
import io.dftp.sim.history.Linearizability;
import io.dftp.sim.history.Losslessness;
import io.dftp.sim.history.Outcome;
import io.dftp.sim.history.Verdict;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A cluster whose clients overwrite, remove, use conditions and retry while hosts are held up,
 * crash, lose their disks, join in bursts, leave, or are cut off from each other; and the judgement
 * of all that the clients were told.
 *
 * <p>Faults come in bouts; after each the clients wait until the cluster has settled. At the end
 * every name is read through several hosts. The history has to be linearizable where all hosts
 * reached each other, and lossless where they were cut off.
 */
public final class StoreTrial {

  private static final long BUDGET = 200_000;
  private static final int MOST_HOSTS = 30;
  private static final int READERS = 3;
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);
  private static final Duration DONE_WITHIN = Duration.ofMinutes(30);

  /** What happens to the hosts. */
  public enum Kind {
    /** All but cuts and full disks, to 1 to 30 hosts. */
    FAULTS(EnumSet.complementOf(EnumSet.of(StoreFault.CUT, StoreFault.FULL_DISK))),
    /** The same, and cuts. */
    CUTS(EnumSet.complementOf(EnumSet.of(StoreFault.FULL_DISK))),
    /** One host becomes thirteen, or three become thirty, within a second, and nothing fails. */
    GROWTH(EnumSet.of(StoreFault.GROWTH)),
    /** Some hosts join at once while others crash or leave, and messages take 20 to 60 ms. */
    BURSTS(EnumSet.of(StoreFault.GROWTH, StoreFault.DELAY, StoreFault.CRASH, StoreFault.LEAVE));

    private final ImmutableSet<StoreFault> faults;

    Kind(EnumSet<StoreFault> faults) {
      this.faults = Sets.immutableEnumSet(faults);
    }

    /** Returns what may happen. */
    public Set<StoreFault> faults() {
      return faults;
    }

    /** Says whether all hosts reach each other all the time. */
    public boolean isConnected() {
      return this != CUTS;
    }
  }

  /**
   * How it ended.
   *
   * @param hosts how many there were at first, and how many at most
   * @param operations how many ended, the reads at the end apart
   * @param history all that the clients asked and were told
   * @param verdict on it
   * @param lateSibling whether it holds only because a change of unknown end may become a late
   *     sibling, as {@link Linearizability#checkWithLateSiblings} says
   * @param encounters which operations met which faults
   * @param lasted virtual time
   */
  public record Result(
      List<Integer> hosts,
      int operations,
      History history,
      Verdict verdict,
      boolean lateSibling,
      Encounters<StoreOperation> encounters,
      Duration lasted) {

    /** Keeps an immutable copy. */
    public Result {
      hosts = ImmutableList.copyOf(hosts);
    }

    /** Returns how many operations of the history ended so. */
    public long ended(Class<? extends Outcome> how) {
      return history.calls().stream().filter(call -> how.isInstance(call.outcome())).count();
    }
  }

  private final Simulation simulation;
  private final Kind kind;
  private final int operations;
  private final RandomGenerator random;
  private final int first;
  private final int most;
  private final SimulatedCluster cluster;
  private final StoreClients clients;
  private final StoreFaults faults;

  private StoreTrial(Simulation simulation, Kind kind, int operations, ClusterConfig config) {
    this.simulation = simulation;
    this.kind = kind;
    this.operations = operations;
    this.random = simulation.random("store trial");
    this.first = drawFirst();
    this.most = first + drawSpares();
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    this.cluster = new SimulatedCluster(network, config, most);
    this.clients = new StoreClients(cluster, simulation, kind.isConnected());
    this.faults = new StoreFaults(cluster, clients, first, config.store().replicas());
  }

  /**
   * Runs the trial.
   *
   * @param simulation in which nothing has happened yet
   * @param operations how many the clients do
   * @throws SimulationFailure if an invariant broke, the cluster did not settle, or could not be
   *     read at the end
   */
  public static Result run(Simulation simulation, Kind kind, int operations, ClusterConfig config) {
    checkArgument(operations >= 1, "at least 1 operation, not %s", operations);
    return new StoreTrial(simulation, kind, operations, config).run();
  }

  private int drawFirst() {
    return switch (kind) {
      case FAULTS, CUTS -> 1 + random.nextInt(random.nextBoolean() ? 8 : MOST_HOSTS);
      case GROWTH -> random.nextBoolean() ? 1 : 3;
      case BURSTS -> 3 + random.nextInt(4);
    };
  }

  private int drawSpares() {
    return switch (kind) {
      case FAULTS, CUTS -> Math.min(random.nextInt(4) == 0 ? 12 : 3, MOST_HOSTS + 3 - first);
      case GROWTH -> first == 1 ? 12 : 27;
      case BURSTS -> 6;
    };
  }

  private Result run() {
    cluster.hosts().subList(0, first).forEach(SimulatedHost::start);
    cluster.settle(SETTLED_WITHIN);
    clients.work(operations);
    runFor(Duration.ofMillis(500 + random.nextInt(1500)));
    while (!clients.isDone()) {
      bout();
      if (simulation.now().compareTo(DONE_WITHIN) > 0) {
        throw simulation.failure("only " + clients.done() + " operations ended so far");
      }
    }
    if (!kind.isConnected()) {
      faults.bringBack();
    }
    settle();
    clients.recorder().settled();
    for (int i = 0; i < READERS; i++) {
      readAll(cluster.anyUp(random));
    }
    History history = clients.recorder().history();
    Verdict strict =
        kind.isConnected() ? Linearizability.check(history, BUDGET) : Losslessness.check(history);
    boolean late = strict instanceof Verdict.Broken && kind.isConnected();
    Verdict verdict = late ? Linearizability.checkWithLateSiblings(history, BUDGET) : strict;
    return new Result(
        List.of(first, most),
        clients.done(),
        history,
        verdict,
        late && verdict instanceof Verdict.Holds,
        clients.encounters(),
        simulation.now());
  }

  private void bout() {
    switch (kind) {
      case FAULTS, CUTS -> anyFaults();
      case GROWTH -> faults.begin(StoreFault.GROWTH);
      case BURSTS -> burst();
    }
    runFor(Duration.ofMillis(200 + random.nextInt(4000)));
    faults.end();
    runFor(Duration.ofMillis(random.nextInt(3000)));
    settle();
    clients.work(operations);
    runFor(Duration.ofMillis(random.nextInt(1000)));
  }

  private void anyFaults() {
    List<StoreFault> kinds = List.copyOf(kind.faults());
    if (random.nextInt(3) == 0) {
      faults.begin(random.nextBoolean() ? StoreFault.LOSS : StoreFault.DELAY);
    }
    if (kind == Kind.CUTS && random.nextInt(3) > 0) {
      faults.begin(StoreFault.CUT);
      runFor(Duration.ofMillis(random.nextInt(6000)));
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
    simulation.expect("everybody was answered", clients::isIdle, ANSWERED_WITHIN);
    cluster.settle(SETTLED_WITHIN);
  }

  private void readAll(SimulatedHost<ClusterNode> host) {
    for (ObjectId map : clients.maps()) {
      for (String name : StoreClients.NAMES) {
        StoreKey key = new StoreKey(map, name);
        int number =
            clients.recorder().invoke("reader at " + host.address(), key.text(), new Action.Read());
        List<Row> rows = read(host, key);
        clients.recorder().returned(number, Outcome.Rows.of(StoreClient.versions(rows)));
      }
    }
  }

  private List<Row> read(SimulatedHost<ClusterNode> host, StoreKey key) {
    CallContext context = CallContext.withTimeout(host.process().loop(), ANSWERED_WITHIN);
    try {
      return simulation.await(
          host.program().store().get(key.map(), key.name(), context), ANSWERED_WITHIN);
    } catch (DftpException unanswered) {
      throw simulation.failure(
          "all is settled, and " + host + " cannot read " + key.text() + ": " + unanswered);
    } finally {
      context.close();
    }
  }
}
