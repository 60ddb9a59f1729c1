// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ReplicatedObjects;
import io.dftp.ftp.files.Partial;
import io.dftp.ftp.namespace.TreeReport.Finding;
import io.dftp.ftp.reclaim.ReclaimConfig;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
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
import java.util.function.Function;

/**
 * File systems on the stores of simulated machines, one on each. Time passes only while a test
 * waits here for something, so that a test of one seed always does the same.
 */
final class RingOfFiles {

  private static final Duration FOUNDED_WITHIN = Duration.ofMinutes(1);

  /** The longest that a test waits for one answer, by the clock of the simulation. */
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(5);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final List<SimulatedHost<Program>> hosts = new ArrayList<>();
  private final List<View> views = new ArrayList<>();
  private final ReclaimConfig reclaiming;
  private final DirectoryRoom room;
  private final Set<NodeAddress> gone = new HashSet<>();
  private List<List<NodeAddress>> sides = List.of();
  private Duration ahead = Duration.ZERO;

  /** What runs on one machine. */
  record Program(ReplicatedStore store, RingFileSystem files) {}

  RingOfFiles(long seed, int size) {
    this(seed, size, ReclaimConfig.defaults());
  }

  RingOfFiles(long seed, int size, ReclaimConfig reclaiming) {
    this(seed, size, reclaiming, DirectoryRoom.STANDARD);
  }

  RingOfFiles(long seed, int size, ReclaimConfig reclaiming, DirectoryRoom room) {
    this.reclaiming = reclaiming;
    this.room = room;
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
  }

  /** Returns the tree as that machine shows it. */
  RingFileSystem files(int host) {
    return hosts.get(host).program().files();
  }

  /** Lets time pass until this has an outcome, and returns it. */
  <T> CompletableFuture<T> finish(CompletableFuture<T> future) {
    simulation.expect("an answer", future::isDone, ANSWERED_WITHIN);
    return future;
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

  /** Runs something on the loop of that machine, and waits for it. */
  <T> T on(int host, Function<RingFileSystem, CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop(host)
        .execute(
            () ->
                work.apply(files(host))
                    .whenComplete(
                        (value, failure) -> {
                          if (failure == null) {
                            result.complete(value);
                          } else {
                            result.completeExceptionally(failure);
                          }
                        }));
    return finish(result).join();
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
    for (int host : from) {
      SimulatedHost<Program> loser = hosts.get(host);
      List.copyOf(loser.disk().durableBlobs()).forEach(loser.process().store()::deleteBlob);
    }
    await(Duration.ofSeconds(1));
  }

  /** Returns the loop of that machine. */
  EventLoop loop(int host) {
    return hosts.get(host).process().loop();
  }

  /** Ends a process, and tells the others as a failure detector would. */
  void crash(int host) {
    hosts.get(host).crash();
    noticed(() -> gone.add(address(host)));
  }

  /** Starts a process again on its disk. */
  void restart(int host) {
    gone.remove(address(host));
    hosts.get(host).restart();
    views.forEach(View::tell);
  }

  /** Cuts the network into sides, and tells all as failure detectors would. */
  void cut(List<Integer> one, List<Integer> other) {
    List<List<NodeAddress>> parts = List.of(addresses(one), addresses(other));
    network.partition(parts);
    noticed(() -> sides = parts);
    await(Duration.ofSeconds(5));
  }

  /** Ends the cut, and shows all hosts to each other. */
  void heal() {
    List<NodeAddress> all = sides.stream().flatMap(List::stream).toList();
    network.heal();
    noticed(() -> sides = List.of(all));
    await(Duration.ofSeconds(5));
  }

  /** Ends the cut but for the ways between that host and those, of which nobody has noticed. */
  void healBut(int host, List<Integer> others) {
    List<NodeAddress> all = sides.stream().flatMap(List::stream).toList();
    network.heal();
    for (NodeAddress other : addresses(others)) {
      network.cut(address(host), other);
      network.cut(other, address(host));
    }
    noticed(() -> sides = List.of(all));
    await(Duration.ofSeconds(5));
  }

  /** Waits so long by the clock of the simulation. */
  void await(Duration time) {
    simulation.runFor(time);
  }

  /** Sets the clocks of all machines forward, as if so much time had passed. */
  void setForward(Duration time) {
    ahead = ahead.plus(time);
  }

  private void noticed(Runnable change) {
    simulation.schedule(
        Duration.ofMillis(1500),
        () -> {
          change.run();
          views.forEach(View::tell);
        });
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
            process.loop(),
            process.workers(),
            () -> process.wallClock().now().plus(ahead),
            () -> process.store().usableBytes(),
            reclaiming,
            Partial.HIDDEN,
            room);
    files.start();
    return new Program(store, files);
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
