// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.net.NodeAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The network of a {@link Simulation}: carries messages, blobs and broadcasts between endpoints,
 * and loses, repeats, delays and cuts as told.
 *
 * <p>Stricter than a real one: it refuses calls from outside the process's loop, and fails the run
 * when bytes change that were handed over.
 */
public final class SimulatedNetwork {

  /** How long a connection is silent before its end counts as gone. */
  static final Duration BROKEN_AFTER = Duration.ofSeconds(5);

  private record Link(NodeAddress from, NodeAddress to) {}

  private final Simulation simulation;
  private final RandomGenerator random;
  private final Map<NodeAddress, SimulatedEndpoint> endpoints = new LinkedHashMap<>();
  private final Set<Link> cuts = new LinkedHashSet<>();
  private final Map<NodeAddress, Integer> groups = new LinkedHashMap<>();
  private NetworkFaults faults;
  private Duration disturbedAt = Duration.ZERO;
  private boolean whole = true;
  private @Nullable LinkLatency latency;
  private BiConsumer<NodeAddress, NodeAddress> tap = (from, to) -> {};

  /** Creates a network without endpoints. */
  public SimulatedNetwork(Simulation simulation, NetworkFaults faults) {
    this.simulation = simulation;
    this.faults = faults;
    this.random = simulation.random("network");
    this.whole = faults.lossRate() == 0;
    simulation.describe("faults of the network", () -> this.faults.toString());
    simulation.describe("cuts of the network", () -> "groups " + groups + ", links " + cuts);
  }

  /** Returns the simulation it belongs to. */
  public Simulation simulation() {
    return simulation;
  }

  /** Returns the faults in force. */
  public NetworkFaults faults() {
    return faults;
  }

  /** Changes the faults from now on. */
  public void setFaults(NetworkFaults now) {
    faults = now;
    whole &= now.lossRate() == 0;
    disturbed();
  }

  /** Replaces the delays of {@link #faults} from now on by those of a function of the link. */
  public void setLatency(LinkLatency now) {
    latency = now;
  }

  /** Tells the tap of every message from now on at the moment it is sent: its sender, its goal. */
  public void setTap(BiConsumer<NodeAddress, NodeAddress> now) {
    tap = now;
  }

  /**
   * Connects a process. Its address must be free: one whose process crashed is.
   *
   * @param loop of the process; its crash is the end of the endpoint
   */
  public SimulatedEndpoint endpoint(NodeAddress address, SimulatedEventLoop loop) {
    SimulatedEndpoint previous = endpoints.get(address);
    checkState(previous == null || !previous.isUp(), "%s is taken", address);
    SimulatedEndpoint endpoint = new SimulatedEndpoint(this, address, loop);
    endpoints.put(address, endpoint);
    loop.onPause(() -> whole = false);
    disturbed();
    return endpoint;
  }

  /** Ends the process at that address; its peers may be told that their connections broke. */
  public void crash(NodeAddress address) {
    SimulatedEndpoint endpoint = endpoints.get(address);
    if (endpoint == null || !endpoint.isUp()) {
      return;
    }
    endpoint.loop().crash();
    // Nothing of the process is kept: under churn far more hosts have gone than run.
    endpoints.remove(address);
    disturbed();
    for (SimulatedEndpoint peer : List.copyOf(endpoints.values())) {
      if (peer.isUp()) {
        peer.crashed(address);
      }
    }
  }

  /**
   * Divides the network: only members of one group reach each other. Addresses in no group form one
   * more. Replaces an earlier division; cut links stay cut.
   */
  public void partition(Collection<? extends Collection<NodeAddress>> parts) {
    whole = false;
    groups.clear();
    int number = 1;
    for (Collection<NodeAddress> part : parts) {
      for (NodeAddress address : part) {
        groups.put(address, number);
      }
      number++;
    }
    disturbed();
    breakCutConnectionsLater();
  }

  /** Cuts one direction: what {@code from} sends no longer reaches {@code to}. */
  public void cut(NodeAddress from, NodeAddress to) {
    whole = false;
    cuts.add(new Link(from, to));
    disturbed();
    breakCutConnectionsLater();
  }

  /** Ends all divisions and cuts; the faults stay. */
  public void heal() {
    groups.clear();
    cuts.clear();
    disturbed();
  }

  /**
   * Returns when a process began or ended, or a cut or a fault began or ended, the last time; for
   * demands that hold some time after. While messages are lost or repeated, that is now.
   */
  public Duration disturbedAt() {
    boolean unreliable = faults.lossRate() > 0 || faults.duplicationRate() > 0;
    return unreliable ? simulation.now() : disturbedAt;
  }

  /**
   * Says whether nothing was ever cut, divided or lost, and nobody held up, so that nobody who
   * lives seems dead.
   */
  public boolean wasAlwaysWhole() {
    return whole;
  }

  /** Says whether what one sends can reach the other now, were both up. */
  public boolean connects(NodeAddress from, NodeAddress to) {
    return (groups.isEmpty() && cuts.isEmpty())
        || from.equals(to)
        || (groups.getOrDefault(from, 0).equals(groups.getOrDefault(to, 0))
            && !cuts.contains(new Link(from, to)));
  }

  private void disturbed() {
    disturbedAt = simulation.now();
  }

  RandomGenerator random() {
    return random;
  }

  /** Returns the endpoint of a process that runs there now. */
  @Nullable SimulatedEndpoint up(NodeAddress address) {
    SimulatedEndpoint endpoint = endpoints.get(address);
    return endpoint != null && endpoint.isUp() ? endpoint : null;
  }

  List<SimulatedEndpoint> allUp() {
    List<SimulatedEndpoint> up = new ArrayList<>();
    for (SimulatedEndpoint endpoint : endpoints.values()) {
      if (endpoint.isUp()) {
        up.add(endpoint);
      }
    }
    return up;
  }

  boolean happens(double rate) {
    return rate > 0 && random.nextDouble() < rate;
  }

  long drawDelayNanos(NodeAddress from, NodeAddress to) {
    LinkLatency ofLink = latency;
    return ofLink == null ? faults.drawDelayNanos(random) : ofLink.drawNanos(from, to, random);
  }

  /** Carries the bytes to whatever runs at the address when they arrive: once, twice or never. */
  void carry(String kind, NodeAddress from, NodeAddress to, ByteBuffer bytes, Arrival arrival) {
    ByteBuffer original = bytes.slice();
    ByteBuffer sent = copy(bytes);
    tap.accept(from, to);
    if (happens(faults.lossRate())) {
      simulation.trace().add(simulation.nowNanos(), "lost " + kind, from + " -> " + to);
      return;
    }
    int copies = happens(faults.duplicationRate()) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      simulation.enqueue(
          drawDelayNanos(from, to),
          null,
          kind,
          () -> arrive(kind, from, to, original, sent, arrival));
    }
  }

  /** Carries a message that nobody traces, as it is: once, twice or never. */
  void carryValue(NodeAddress from, NodeAddress to, Object value) {
    tap.accept(from, to);
    if (happens(faults.lossRate())) {
      return;
    }
    int copies = happens(faults.duplicationRate()) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      simulation.enqueue(
          drawDelayNanos(from, to), null, "message", () -> arriveValue(from, to, value));
    }
  }

  private void arriveValue(NodeAddress from, NodeAddress to, Object value) {
    SimulatedEndpoint receiver = up(to);
    if (receiver != null && connects(from, to)) {
      receiver.loop().run("receive", () -> receiver.receivedValue(from, value));
    }
  }

  private void arrive(
      String kind,
      NodeAddress from,
      NodeAddress to,
      ByteBuffer original,
      ByteBuffer sent,
      Arrival arrival) {
    checkUnchanged(original, sent);
    SimulatedEndpoint receiver = up(to);
    if (receiver == null || !connects(from, to)) {
      simulation.trace().add(simulation.nowNanos(), "undelivered " + kind, from + " -> " + to);
      return;
    }
    simulation.trace().add(simulation.nowNanos(), kind, from.toString(), to.toString(), sent);
    receiver.loop().run("receive", () -> arrival.at(receiver, sent.duplicate()));
  }

  private void breakCutConnectionsLater() {
    simulation.enqueue(
        BROKEN_AFTER.toNanos(),
        null,
        "connections time out",
        () -> allUp().forEach(endpoint -> endpoint.lane().breakCutTransfers()));
  }

  static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    copy.put(bytes.duplicate()).flip();
    return copy.asReadOnlyBuffer();
  }

  /** Fails when the bytes are no longer what was handed over. */
  static void checkUnchanged(ByteBuffer original, ByteBuffer sent) {
    checkState(original.equals(sent), "bytes changed after they were handed over");
  }

  /** What arriving bytes do at the endpoint they reached. */
  @FunctionalInterface
  interface Arrival {
    void at(SimulatedEndpoint endpoint, ByteBuffer bytes);
  }
}
