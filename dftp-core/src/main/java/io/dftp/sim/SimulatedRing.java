// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.ChordMessageCodec;
import io.dftp.chord.ChordNode;
import io.dftp.chord.LookupResult;
import io.dftp.chord.Proximity;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.failure.FailureMessage;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A ring of real {@link ChordNode}s on a simulated network, and what the ring should be: hosts with
 * one position each are added, crash and leave, and the right owner of a key is computed from all
 * members that live.
 *
 * <p>Rings grow by joins only, as real ones do. Hosts have numbers; the place of a host follows
 * from the seed and its number, in the way that production places hosts. {@link OneOwner} holds all
 * the while in rings of up to 256 members, as long as nothing is cut or lost and nobody held up.
 * One thread, as the {@link Simulation}.
 */
public final class SimulatedRing {

  /** Within this virtual time, in stabilization periods, joins end and quiet rings settle. */
  private static final int PATIENCE_PERIODS = 120;

  private static final int EVENTS_BETWEEN_PULSES = 1 << 14;
  private static final int MAX_CHECKED = 256;
  private static final int PORT = 4120;
  private static final int MAX_HOSTS = 1 << 24;

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final RingSettings settings;
  private final MessageCodec codec;
  private final CountingMetrics metrics = new CountingMetrics();
  private final RandomGenerator random;
  private final Map<Integer, RingHost> hosts = new TreeMap<>();
  private final TreeMap<Identifier, ChordNode> members = new TreeMap<>();

  /** The members whose arcs have been handed over to them. */
  private final TreeMap<Identifier, RingMember> owners = new TreeMap<>();

  private @Nullable List<RingView> views;
  private @Nullable Function<NodeAddress, Proximity> distances;
  private long incarnation;

  /** Creates a ring without hosts on a traced network with the faults given. */
  public SimulatedRing(long seed, NetworkFaults faults, RingSettings settings) {
    this(new SimulatedNetwork(new Simulation(seed), faults), settings);
  }

  /** Creates a ring without hosts on a network, which may carry other things too. */
  public SimulatedRing(SimulatedNetwork network, RingSettings settings) {
    this.simulation = network.simulation();
    this.network = network;
    this.settings = settings;
    this.random = simulation.random("ring");
    List<MessageType<?>> types = new ArrayList<>(ChordMessageCodec.types());
    types.addAll(FailureMessage.types());
    this.codec = new MessageCodec(types);
    simulation.addInvariant(new OneOwner(this::checkedViews, simulation::now, OneOwner.LAG));
  }

  /** Larger rings are there to measure, and those that were parted have two owners for a while. */
  private List<RingView> checkedViews() {
    return network.wasAlwaysWhole() && members.size() <= MAX_CHECKED ? views() : List.of();
  }

  /** Returns the simulation that it runs in. */
  public Simulation simulation() {
    return simulation;
  }

  /** Returns the network between the hosts. */
  public SimulatedNetwork network() {
    return network;
  }

  /** Returns the configuration of the hosts. */
  public RingSettings settings() {
    return settings;
  }

  /** Returns the counters of all hosts together. */
  public CountingMetrics metrics() {
    return metrics;
  }

  /** Returns the address of the host of that number, whether it runs or not. */
  public static NodeAddress addressOf(int number) {
    checkArgument(number >= 0 && number < MAX_HOSTS, "a host number of %s", number);
    return new NodeAddress(
        "10." + (number >> 16) + "." + ((number >> 8) & 0xff) + "." + (number & 0xff), PORT);
  }

  /** Returns the place of the first position of the host of that number. */
  public Identifier placeOf(int number) {
    return placeOf(number, 0);
  }

  /** Returns the place of a position of the host of that number, as production computes it. */
  public Identifier placeOf(int number, int index) {
    byte[] uid = ByteBuffer.allocate(16).putLong(simulation.seed()).putLong(number).array();
    return KeyHasher.position(uid, index);
  }

  /**
   * Lets hosts that start from now on know how far away others are, instead of measuring it.
   *
   * @param known what the host of an address knows
   */
  public void setDistances(Function<NodeAddress, Proximity> known) {
    distances = known;
  }

  /** Starts a host with one position that is in no ring yet. */
  public ChordNode start(int number) {
    checkState(!hosts.containsKey(number), "host %s runs already", number);
    NodeAddress address = addressOf(number);
    Function<NodeAddress, Proximity> known = distances;
    RingHost host =
        new RingHost(
            network,
            number,
            address,
            settings,
            codec,
            metrics,
            known == null ? null : known.apply(address));
    hosts.put(number, host);
    return addPosition(number, 0);
  }

  /** Adds one more position, in no ring yet, to a host that runs. */
  public ChordNode addPosition(int number, int index) {
    ChordNode node = host(number).positions().add(placeOf(number, index), ++incarnation);
    node.addListener((before, now) -> noteMembership(node, now));
    return node;
  }

  /**
   * Starts a host, or the same again after a crash, and lets it join.
   *
   * @param through hosts that it asks in turn until one of them leads it to its place, at least one
   */
  public CompletableFuture<Void> join(int number, int... through) {
    ChordNode node = start(number);
    CallContext context = host(number).within(patience());
    return node.join(Arrays.stream(through).mapToObj(SimulatedRing::addressOf).toList(), context)
        .whenComplete((joined, failure) -> context.close());
  }

  /**
   * Builds a ring of the hosts 0 to {@code size - 1} by joins, each through a member drawn at
   * random and a quarter of the ring at a time, and waits until it is ideal.
   */
  public void build(int size) {
    start(0).create();
    grow(size, () -> {});
    settle();
  }

  /**
   * Adds hosts by joins until there are that many members; they need not be settled then.
   *
   * @param pulse run now and then, for a word on a long run
   */
  public void grow(int size, Runnable pulse) {
    int[] open = {0};
    List<CompletableFuture<Void>> joins = new ArrayList<>();
    while (hosts.size() < size) {
      int wave = Math.min(size - hosts.size(), Math.max(1, members.size() / 4));
      for (int i = 0; i < wave; i++) {
        open[0]++;
        CompletableFuture<Void> join = join(hosts.size(), random.nextInt(members.size()));
        joins.add(join.whenComplete((joined, failure) -> open[0]--));
      }
      // The last of a wave need not be awaited by the next one.
      simulation.expect("the joins ended", () -> isDown(open, wave / 16, pulse), patience());
      joins.removeIf(SimulatedRing::isOver);
    }
    simulation.expect("the last joins ended", () -> isDown(open, 0, pulse), patience());
    joins.forEach(SimulatedRing::isOver);
  }

  private boolean isDown(int[] open, int most, Runnable pulse) {
    if (simulation.events() % EVENTS_BETWEEN_PULSES == 0) {
      pulse.run();
    }
    return open[0] <= most;
  }

  /** Ends a host at once. */
  public void crash(int number) {
    RingHost host = host(number);
    host.positions().all().forEach(this::forget);
    hosts.remove(number);
    network.crash(host.address());
  }

  /**
   * Lets a host leave with all its positions; then its process ends.
   *
   * @return completes when its neighbours were told, or were silent for a while
   */
  public CompletableFuture<Void> leave(int number) {
    RingHost host = host(number);
    hosts.remove(number);
    List<CompletableFuture<Void>> left = new ArrayList<>();
    host.positions().all().forEach(node -> left.add(node.leave()));
    return CompletableFuture.allOf(left.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (told, failure) ->
                simulation.schedule(Duration.ZERO, () -> network.crash(host.address())));
  }

  /**
   * Stops stabilization, repair of fingers and pings of all hosts, so that tables stay as they are
   * (Stoica et al. 2003, section VI.D).
   */
  public void freeze() {
    hosts.values().forEach(RingHost::freeze);
  }

  /** Returns the first position of a host that runs. */
  public ChordNode node(int number) {
    return host(number).positions().all().get(0);
  }

  /** Returns a host that runs. */
  public RingHost host(int number) {
    RingHost host = hosts.get(number);
    checkState(host != null, "host %s does not run", number);
    return host;
  }

  /** Returns the hosts that run, in the order of their numbers. */
  public List<RingHost> hosts() {
    return ImmutableList.copyOf(hosts.values());
  }

  /** Returns all positions of hosts that run, members or not. */
  public List<ChordNode> nodes() {
    ImmutableList.Builder<ChordNode> nodes = ImmutableList.builder();
    hosts.values().forEach(host -> nodes.addAll(host.positions().all()));
    return nodes.build();
  }

  /** Returns how many live members there are. */
  public int size() {
    return members.size();
  }

  /** Returns all live members in the order of the circle. */
  public List<RingMember> members() {
    return members.values().stream().map(ChordNode::self).toList();
  }

  /** Returns what every live member knows of the ring, in the order of the circle. */
  public List<RingView> views() {
    List<RingView> known = views;
    if (known == null) {
      known = members.values().stream().map(ChordNode::view).toList();
      views = known;
    }
    return known;
  }

  /**
   * Returns who owns the key: of all live members whose joins are complete the first at or after
   * it.
   */
  public RingMember expectedOwner(Identifier key) {
    checkState(!owners.isEmpty(), "no member owns anything");
    Map.Entry<Identifier, RingMember> owner = owners.ceilingEntry(key);
    return (owner == null ? owners.firstEntry() : owner).getValue();
  }

  /** Finds the owner of the key from the first position of a host, within the time given. */
  public CompletableFuture<LookupResult> lookup(int from, Identifier key, Duration timeout) {
    CallContext context = host(from).within(timeout);
    return node(from).findSuccessor(key, context).whenComplete((found, failure) -> context.close());
  }

  /** Runs until the ring is ideal; fails the run when that takes too long. */
  public void settle() {
    Duration step = settings.chord().stabilizePeriod().dividedBy(10);
    for (int i = 0; !isIdeal(); i++) {
      if (i == 10 * PATIENCE_PERIODS) {
        throw simulation.failure("the ring of " + size() + " did not become ideal: " + firstFlaw());
      }
      simulation.runFor(step);
    }
  }

  /** Says whether every live position has the lists and the predecessor it should have. */
  public boolean isIdeal() {
    return firstFlaw().isEmpty();
  }

  /** Returns the first live position that is not as it should be, and what is wrong; or nothing. */
  public String firstFlaw() {
    List<ChordNode> all = nodes();
    if (members.size() != all.size()) {
      return members.size() + " of " + all.size() + " positions are members";
    }
    List<RingMember> circle = members();
    int others = Math.min(settings.chord().successors(), circle.size() - 1);
    int at = 0;
    for (ChordNode node : members.values()) {
      RingMember before = circle.get((at + circle.size() - 1) % circle.size());
      if (!isIdeal(node.view(), before, circle, at, others)) {
        return node.view().toString();
      }
      at++;
    }
    return "";
  }

  private static boolean isIdeal(
      RingView view, RingMember before, List<RingMember> circle, int at, int others) {
    Arc arc = new Arc(before.id(), view.self().id());
    if (view.successors().size() != others || view.arc().filter(arc::equals).isEmpty()) {
      return false;
    }
    for (int j = 0; j < others; j++) {
      if (!view.successors().get(j).equals(circle.get((at + 1 + j) % circle.size()))) {
        return false;
      }
    }
    return circle.size() == 1
        ? view.predecessor().isEmpty()
        : view.predecessor().filter(before::equals).isPresent();
  }

  private void noteMembership(ChordNode node, RingView now) {
    views = null;
    if (!now.isMember()) {
      forget(node);
      return;
    }
    Identifier id = node.self().id();
    members.put(id, node);
    if (now.arc().isPresent()) {
      owners.put(id, node.self());
    }
  }

  private void forget(ChordNode node) {
    views = null;
    members.remove(node.self().id(), node);
    owners.remove(node.self().id(), node.self());
  }

  private Duration patience() {
    return settings.chord().stabilizePeriod().multipliedBy(PATIENCE_PERIODS);
  }

  /** Says whether the join is over; throws what failed it. */
  private static boolean isOver(CompletableFuture<Void> join) {
    join.getNow(null);
    return join.isDone();
  }

  @Override
  public String toString() {
    return "ring of " + size() + (size() <= 16 ? ": " + views() : "");
  }
}
