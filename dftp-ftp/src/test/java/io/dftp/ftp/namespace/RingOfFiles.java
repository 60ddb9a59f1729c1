// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ReplicatedObjects;
import io.dftp.ftp.namespace.TreeReport.Finding;
import io.dftp.ftp.reclaim.ReclaimConfig;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import io.dftp.store.BlobId;
import io.dftp.store.Placement;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.StoreConfig;
import io.dftp.store.StoreMessageCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * File systems on the stores of simulated machines, one on each. The simulation runs on a thread of
 * its own, as long as a call was given to it not long ago, so that tests may wait for futures.
 */
final class RingOfFiles implements AutoCloseable {

  private static final int STEPS_AFTER_A_CALL = 200_000;
  private static final long LOOK_MILLIS = 1;
  private static final Duration FOUNDED_WITHIN = Duration.ofMinutes(1);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final List<SimulatedHost<Program>> hosts = new ArrayList<>();
  private final List<View> views = new ArrayList<>();
  private final LinkedBlockingQueue<Runnable> calls = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final ReclaimConfig reclaiming;
  private volatile boolean closed;
  private final Set<NodeAddress> gone = new HashSet<>();
  private List<List<NodeAddress>> sides = List.of();

  /** What runs on one machine. */
  record Program(ReplicatedStore store, RingFileSystem files) {}

  RingOfFiles(long seed, int size) {
    this(seed, size, ReclaimConfig.defaults());
  }

  RingOfFiles(long seed, int size, ReclaimConfig reclaiming) {
    this.reclaiming = reclaiming;
    simulation = new Simulation(seed);
    network = new SimulatedNetwork(simulation, NetworkFaults.none());
    List<NodeAddress> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(new NodeAddress("10.0.0." + (i + 1), 4000));
    }
    sides = List.of(all);
    for (NodeAddress address : all) {
      hosts.add(new SimulatedHost<>(network, address, process -> begin(address, process)));
    }
    hosts.forEach(SimulatedHost::start);
    SimulatedHost<Program> first = hosts.get(0);
    CallContext context = CallContext.withTimeout(first.process().loop(), FOUNDED_WITHIN);
    simulation.await(first.program().store().found(true, context), FOUNDED_WITHIN);
    thread = new Thread(this::pump, "simulation");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the tree as that machine shows it. */
  RingFileSystem files(int host) {
    return onSimulation(() -> hosts.get(host).program().files());
  }

  /** Returns the blobs on the disk of that machine, which runs. */
  List<BlobId> blobs(int host) {
    return blobsAfter(host, files -> CompletableFuture.completedFuture(null), Duration.ZERO);
  }

  /** Does something there, and returns the blobs that are there just so long after it was done. */
  List<BlobId> blobsAfter(
      int host, Function<RingFileSystem, CompletableFuture<Void>> work, Duration delay) {
    return on(
        host,
        files -> {
          SimulatedProcess process = hosts.get(host).process();
          CompletableFuture<List<BlobId>> found = new CompletableFuture<>();
          work.apply(files)
              .thenRun(
                  () ->
                      process
                          .loop()
                          .schedule(
                              delay,
                              () ->
                                  process
                                      .store()
                                      .listBlobs(Optional.empty(), Integer.MAX_VALUE)
                                      .thenAccept(found::complete)));
          return found;
        });
  }

  /** Runs something on the loop of that machine. */
  <T> T on(int host, Function<RingFileSystem, CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    calls.add(
        () ->
            hosts
                .get(host)
                .process()
                .loop()
                .execute(
                    () ->
                        work.apply(hosts.get(host).program().files())
                            .whenComplete(
                                (value, failure) -> {
                                  if (failure == null) {
                                    result.complete(value);
                                  } else {
                                    result.completeExceptionally(failure);
                                  }
                                })));
    return result.orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Checks the whole tree from that machine, and returns what is not as it should be. */
  List<Finding> check(int host) {
    TreeReport report = on(host, files -> CompletableFuture.completedFuture(files.check(true)));
    while (!on(host, files -> CompletableFuture.completedFuture(report.isDone()))) {
      await(Duration.ofSeconds(1));
    }
    return on(host, files -> CompletableFuture.completedFuture(report.findings(0)));
  }

  /** Removes all blobs from the disks of those machines, at one moment: none can repair another. */
  void loseBlobs(int... from) {
    onSimulation(
        () -> {
          for (int host : from) {
            SimulatedHost<Program> loser = hosts.get(host);
            List.copyOf(loser.disk().durableBlobs()).forEach(loser.process().store()::deleteBlob);
          }
          return from.length;
        });
    await(Duration.ofSeconds(1));
  }

  /** Returns the loop of that machine. */
  EventLoop loop(int host) {
    return onSimulation(() -> hosts.get(host).process().loop());
  }

  /** Ends a process, and tells the others as a failure detector would. */
  void crash(int host) {
    onSimulation(
        () -> {
          hosts.get(host).crash();
          return noticed(() -> gone.add(address(host)));
        });
  }

  /** Starts a process again on its disk. */
  void restart(int host) {
    onSimulation(
        () -> {
          gone.remove(address(host));
          hosts.get(host).restart();
          views.forEach(View::tell);
          return host;
        });
  }

  /** Cuts the network into sides, and tells all as failure detectors would. */
  void cut(List<Integer> one, List<Integer> other) {
    onSimulation(
        () -> {
          List<List<NodeAddress>> parts = List.of(addresses(one), addresses(other));
          network.partition(parts);
          return noticed(() -> sides = parts);
        });
    await(Duration.ofSeconds(5));
  }

  /** Ends the cut, and shows all hosts to each other. */
  void heal() {
    onSimulation(
        () -> {
          List<NodeAddress> all = sides.stream().flatMap(List::stream).toList();
          network.heal();
          return noticed(() -> sides = List.of(all));
        });
    await(Duration.ofSeconds(5));
  }

  /** Waits so long by the clock of the simulation. */
  void await(Duration time) {
    for (long seconds = 0; seconds < time.toSeconds(); seconds++) {
      awaitOnce(Duration.ofSeconds(1));
    }
  }

  /** Waits a short time by the clock of the simulation. */
  void step(Duration time) {
    awaitOnce(time);
  }

  private void awaitOnce(Duration time) {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    calls.add(() -> simulation.schedule(time, () -> passed.complete(null)));
    passed.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    closed = true;
    calls.add(() -> {});
  }

  private <T> T onSimulation(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    calls.add(() -> result.complete(work.get()));
    return result.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private boolean noticed(Runnable change) {
    simulation.schedule(
        Duration.ofMillis(1500),
        () -> {
          change.run();
          views.forEach(View::tell);
        });
    return true;
  }

  private List<NodeAddress> addresses(List<Integer> numbers) {
    return numbers.stream().map(this::address).toList();
  }

  private NodeAddress address(int host) {
    return hosts.get(host).address();
  }

  private Program begin(NodeAddress address, SimulatedProcess process) {
    View view = new View(address, process);
    views.add(view);
    ReplicatedStore store =
        new ReplicatedStore(
            process.loop(),
            process.newChannel(new MessageCodec(StoreMessageCodec.types())),
            view,
            process.store(),
            process.workers(),
            StoreConfig.defaults(),
            RingFileSystem.FOUNDING,
            process.metrics());
    store.start();
    RingFileSystem files =
        new RingFileSystem(
            new ReplicatedObjects(store),
            "node-" + address.host(),
            new QueuedLoop(process.loop()),
            process.workers(),
            process.wallClock(),
            () -> process.store().usableBytes(),
            reclaiming);
    files.start();
    return new Program(store, files);
  }

  private void pump() {
    int steps = 0;
    while (!closed) {
      try {
        Runnable call = steps > 0 ? calls.poll() : calls.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (call != null) {
          call.run();
          steps = STEPS_AFTER_A_CALL;
        } else if (steps > 0) {
          simulation.step();
          steps--;
        }
      } catch (InterruptedException stopped) {
        closed = true;
      }
    }
  }

  /** The loop of a simulated process for callers on other threads. */
  private final class QueuedLoop implements EventLoop {
    private final EventLoop loop;

    QueuedLoop(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public long nowNanos() {
      return loop.nowNanos();
    }

    @Override
    public void execute(Runnable task) {
      calls.add(() -> loop.execute(task));
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      return loop.schedule(delay, task);
    }

    @Override
    public boolean inEventLoop() {
      return loop.inEventLoop();
    }

    @Override
    public RandomGenerator random() {
      return loop.random();
    }
  }

  /** The ring as every machine sees it. */
  private final class View implements Placement {
    private final NodeAddress self;
    private final SimulatedProcess process;
    private final List<Runnable> listeners = new ArrayList<>();

    View(NodeAddress self, SimulatedProcess process) {
      this.self = self;
      this.process = process;
    }

    void tell() {
      listeners.forEach(listener -> process.loop().execute(listener));
    }

    @Override
    public NodeAddress self() {
      return self;
    }

    @Override
    public List<Arc> ownedArcs() {
      List<NodeAddress> order = walk(place(self));
      return List.of(new Arc(place(order.get(order.size() - 1)), place(self)));
    }

    @Override
    public List<NodeAddress> hostsAfterOwned(Identifier key) {
      return walk(place(self));
    }

    @Override
    public CompletableFuture<Location> locate(Identifier key, CallContext context) {
      List<NodeAddress> order = walk(key);
      NodeAddress before = order.get(order.size() - 1);
      return CompletableFuture.completedFuture(
          new Location(new Arc(place(before), place(order.get(0))), order));
    }

    @Override
    public CompletableFuture<List<NodeAddress>> members(CallContext context) {
      return CompletableFuture.completedFuture(live());
    }

    @Override
    public boolean isDead(NodeAddress host) {
      return !live().contains(host);
    }

    @Override
    public boolean isSuspect(NodeAddress host) {
      return isDead(host);
    }

    @Override
    public void onChange(Runnable listener) {
      listeners.add(listener);
    }

    private List<NodeAddress> live() {
      return sides.stream()
          .filter(side -> side.contains(self))
          .flatMap(List::stream)
          .filter(host -> !gone.contains(host))
          .toList();
    }

    private List<NodeAddress> walk(Identifier key) {
      TreeMap<Identifier, NodeAddress> ring = new TreeMap<>();
      live().forEach(member -> ring.put(place(member), member));
      List<NodeAddress> order = new ArrayList<>(ring.tailMap(key, true).values());
      order.addAll(ring.headMap(key, false).values());
      return order;
    }
  }

  private static Identifier place(NodeAddress host) {
    return KeyHasher.hash(host.toString());
  }
}
