// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Stores on simulated machines whose ring is told to them: a host that crashes is gone from the
 * views of the others a second and a half later, as a failure detector would have it.
 */
final class RingOfStores {

  static final Duration DETECTED_AFTER = Duration.ofMillis(1500);
  static final Duration LONG = Duration.ofMinutes(2);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final StoreConfig config;
  private final Set<ObjectId> founding;
  private final List<SimulatedHost<ReplicatedStore>> hosts = new ArrayList<>();
  private final Map<NodeAddress, View> views = new LinkedHashMap<>();
  private final RandomGenerator random;

  RingOfStores(long seed, int size) {
    this(seed, size, StoreConfig.defaults());
  }

  RingOfStores(long seed, int size, StoreConfig config) {
    this(seed, size, config, Set.of());
  }

  RingOfStores(long seed, int size, StoreConfig config, Set<ObjectId> founding) {
    this.founding = founding;
    this.simulation = new Simulation(seed);
    this.network = new SimulatedNetwork(simulation, NetworkFaults.none());
    this.config = config;
    this.random = simulation.random("test");
    for (int i = 0; i < size; i++) {
      add();
    }
    showEverybody();
    hosts.forEach(SimulatedHost::start);
  }

  Simulation simulation() {
    return simulation;
  }

  SimulatedNetwork network() {
    return network;
  }

  SimulatedHost<ReplicatedStore> host(int i) {
    return hosts.get(i);
  }

  ReplicatedStore store(int i) {
    return hosts.get(i).program();
  }

  List<SimulatedHost<ReplicatedStore>> hosts() {
    return List.copyOf(hosts);
  }

  List<SimulatedHost<ReplicatedStore>> up() {
    return hosts.stream().filter(SimulatedHost::isUp).toList();
  }

  private int add() {
    NodeAddress address = new NodeAddress("10.0.0." + (hosts.size() + 1), 4000);
    hosts.add(new SimulatedHost<>(network, address, process -> begin(address, process)));
    return hosts.size() - 1;
  }

  private ReplicatedStore begin(NodeAddress address, SimulatedProcess process) {
    View view = views.computeIfAbsent(address, View::new);
    view.begin(process);
    RequestChannel channel = process.newChannel(new MessageCodec(StoreMessageCodec.types()));
    ReplicatedStore store =
        new ReplicatedStore(
            process.loop(),
            channel,
            view,
            process.store(),
            process.workers(),
            config,
            founding,
            process.metrics());
    store.start();
    return store;
  }

  /** Adds a host that has never been in the ring. */
  int join() {
    int number = add();
    views.computeIfAbsent(hosts.get(number).address(), View::new);
    showEverybody();
    hosts.get(number).start();
    tellEverybody();
    return number;
  }

  /** Lets no host find out whose a key is that is not its own, or lets it again. */
  void failLookups(boolean failing) {
    views.values().forEach(view -> view.lost = failing);
  }

  /** Lets all hosts hear of another ring, or of none any more. */
  void hearAnotherRing(boolean heard) {
    views.values().forEach(view -> view.oneRing = !heard);
  }

  /** Ends the process; the others find out after a while. */
  void crash(int number) {
    hosts.get(number).crash();
    simulation.schedule(DETECTED_AFTER, this::showLive);
  }

  void crashAndLoseDisk(int number) {
    hosts.get(number).crashAndLoseDisk();
    simulation.schedule(DETECTED_AFTER, this::showLive);
  }

  void restart(int number) {
    views.get(hosts.get(number).address()).show(liveWith(number));
    hosts.get(number).restart();
    simulation.schedule(Duration.ofMillis(200), this::showLive);
  }

  /** A host leaves the ring of all others at once, without a word. */
  void leave(int number) {
    hosts.get(number).crash();
    showLive();
  }

  private List<NodeAddress> liveWith(int number) {
    List<NodeAddress> live = new ArrayList<>(up().stream().map(SimulatedHost::address).toList());
    if (!live.contains(hosts.get(number).address())) {
      live.add(hosts.get(number).address());
    }
    return live;
  }

  void showLive() {
    List<NodeAddress> live = up().stream().map(SimulatedHost::address).toList();
    show(live, live);
  }

  /** Lets some hosts see these members and no others. */
  void show(Collection<NodeAddress> to, Collection<NodeAddress> members) {
    to.forEach(host -> views.get(host).show(members));
    tellEverybody();
  }

  private void showEverybody() {
    List<NodeAddress> all = hosts.stream().map(SimulatedHost::address).toList();
    all.forEach(host -> views.computeIfAbsent(host, View::new).show(all));
  }

  private void tellEverybody() {
    up().forEach(host -> views.get(host.address()).tell());
  }

  /** Returns the numbers of the hosts at and after the key, its owner first. */
  List<Integer> order(Identifier key) {
    List<NodeAddress> live = up().stream().map(SimulatedHost::address).toList();
    return walk(live, key).stream().map(this::numberOf).toList();
  }

  private int numberOf(NodeAddress address) {
    return hosts.stream().map(SimulatedHost::address).toList().indexOf(address);
  }

  /** Brings a map into being. */
  ObjectId newMap() {
    return born(ObjectId.random(random));
  }

  /** Brings a map into being that the host owns. */
  ObjectId newMapOf(int owner) {
    ObjectId map = ObjectId.random(random);
    while (order(map.key()).get(0) != owner) {
      map = ObjectId.random(random);
    }
    return born(map);
  }

  private ObjectId born(ObjectId map) {
    int any = numberOf(up().get(0).address());
    Mutation nothing = new Mutation(List.of(), List.of(), List.of());
    MutationResult result = await(start(any, context -> store(any).create(map, nothing, context)));
    checkState(result instanceof MutationResult.Applied, "%s", result);
    return map;
  }

  <T> CompletableFuture<T> start(int host, Function<CallContext, CompletableFuture<T>> work) {
    return start(host, Duration.ofSeconds(60), work);
  }

  <T> CompletableFuture<T> start(
      int host, Duration timeout, Function<CallContext, CompletableFuture<T>> work) {
    return work.apply(CallContext.withTimeout(hosts.get(host).process().loop(), timeout));
  }

  <T> T await(CompletableFuture<T> result) {
    return simulation.await(result, LONG);
  }

  MutationResult put(int host, ObjectId map, String name, String value) {
    return await(start(host, context -> store(host).mutate(map, putting(name, value), context)));
  }

  List<Row> get(int host, ObjectId map, String name) {
    return await(start(host, context -> store(host).get(map, name, context)));
  }

  List<String> names(int host, ObjectId map) {
    return await(start(host, context -> store(host).scan(map, "", "", 1000, context))).stream()
        .map(Row::name)
        .toList();
  }

  static Mutation putting(String name, String value) {
    return new Mutation(List.of(), List.of(new Mutation.Put(name, Bytes.utf8(value))), List.of());
  }

  static Mutation removing(List<Row> rows) {
    return new Mutation(List.of(), List.of(), rows.stream().map(Row::dot).toList());
  }

  int putBlob(int host, BlobId id, byte[] content) {
    return await(startBlob(host, id, content));
  }

  CompletableFuture<Integer> startBlob(int host, BlobId id, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).asReadOnlyBuffer();
    return start(host, context -> store(host).putBlob(id, bytes, Sha256.of(bytes), context));
  }

  byte[] getBlob(int host, BlobId id, byte[] expected) {
    Bytes hash = Sha256.of(ByteBuffer.wrap(expected));
    return Bytes.copyOf(await(start(host, context -> store(host).getBlob(id, hash, context))))
        .array();
  }

  /** Returns how many machines have the blob on their disks. */
  long copies(BlobId id) {
    return hosts.stream().filter(host -> host.disk().durableBlobs().contains(id)).count();
  }

  /** Returns the machines that durably have a row of that name and value in the map. */
  List<Integer> durableAt(ObjectId map, String name, String value) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      boolean has =
          hosts.get(i).disk().durableRows().entrySet().stream()
              .filter(row -> row.getKey().startsWith(MapKeys.firstRow(map)))
              .map(row -> MapKeys.row(new LocalStore.StoredRow(row.getKey(), row.getValue())))
              .anyMatch(row -> row.name().equals(name) && row.value().equals(Bytes.utf8(value)));
      if (has) {
        found.add(i);
      }
    }
    return found;
  }

  /**
   * Returns what makes a row a part of the host's durable copy of the map, as if it had come from
   * somewhere else; to be written past the store, which then has to read it anew.
   */
  RowBatch withRow(int host, ObjectId map, Row row) {
    MapHead head = MapHead.decode(hosts.get(host).disk().durableRows().get(MapKeys.head(map)));
    MapHead grown =
        new MapHead(
            head.context().plus(List.of(row.dot())),
            head.digest().plus(RowDigest.of(row)),
            head.verdicts(),
            Optional.empty());
    return new RowBatch()
        .put(MapKeys.row(map, row), row.value())
        .put(MapKeys.head(map), grown.encode());
  }

  /** Runs until all live stores have audited the present ring and found nothing to do. */
  void settle() {
    simulation.expect("all is settled", this::isSettled, LONG);
  }

  boolean isSettled() {
    return up().stream()
        .map(host -> host.program().status())
        .allMatch(
            status -> status.audited() && status.belowTarget() == 0 && status.unsettled() == 0);
  }

  private static Identifier place(NodeAddress host) {
    return KeyHasher.hash(host.toString());
  }

  private static List<NodeAddress> walk(Collection<NodeAddress> members, Identifier key) {
    TreeMap<Identifier, NodeAddress> ring = new TreeMap<>();
    members.forEach(member -> ring.put(place(member), member));
    List<NodeAddress> order = new ArrayList<>(ring.tailMap(key, true).values());
    order.addAll(ring.headMap(key, false).values());
    return order;
  }

  /** What one host sees of the ring. */
  private static final class View implements Placement {
    private final NodeAddress self;
    private final List<Runnable> listeners = new ArrayList<>();
    private List<NodeAddress> members = List.of();
    private SimulatedProcess process;
    private boolean oneRing = true;
    private boolean lost;

    View(NodeAddress self) {
      this.self = self;
    }

    void begin(SimulatedProcess started) {
      process = started;
      listeners.clear();
    }

    void show(Collection<NodeAddress> now) {
      members = List.copyOf(now);
    }

    void tell() {
      List.copyOf(listeners).forEach(listener -> process.loop().execute(listener));
    }

    @Override
    public NodeAddress self() {
      return self;
    }

    @Override
    public boolean isOneRing() {
      return oneRing;
    }

    @Override
    public List<Arc> ownedArcs() {
      if (!members.contains(self)) {
        return List.of();
      }
      List<NodeAddress> order = walk(members, place(self));
      NodeAddress before = order.get(order.size() - 1);
      return List.of(new Arc(place(before), place(self)));
    }

    @Override
    public List<NodeAddress> hostsAfterOwned(Identifier key) {
      return walk(members, place(self));
    }

    @Override
    public CompletableFuture<Location> locate(Identifier key, CallContext context) {
      if (lost) {
        return CompletableFuture.failedFuture(
            new DftpException(Outcome.DID_NOT_HAPPEN, "nobody is sure"));
      }
      CompletableFuture<Location> result = new CompletableFuture<>();
      List<NodeAddress> order = walk(members, key);
      NodeAddress before = order.get(order.size() - 1);
      process
          .loop()
          .execute(
              () ->
                  result.complete(
                      new Location(new Arc(place(before), place(order.get(0))), order)));
      return result;
    }

    @Override
    public CompletableFuture<List<NodeAddress>> members(CallContext context) {
      return CompletableFuture.completedFuture(members);
    }

    @Override
    public boolean isDead(NodeAddress host) {
      return !members.contains(host);
    }

    @Override
    public boolean isSuspect(NodeAddress host) {
      return isDead(host);
    }

    @Override
    public void onChange(Runnable listener) {
      listeners.add(listener);
    }
  }
}
