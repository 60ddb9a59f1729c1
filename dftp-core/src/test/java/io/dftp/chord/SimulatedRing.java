// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Simulated hosts with one position each, and what their ring should be. */
final class SimulatedRing {

  static final Duration A_WHILE = Duration.ofSeconds(60);

  final Simulation simulation;
  final SimulatedNetwork network;
  final ChordConfig config;
  private final Map<Integer, ChordNode> live = new TreeMap<>();
  private final Map<Integer, SimulatedHost> hosts = new TreeMap<>();
  private long incarnation;

  SimulatedRing(long seed, NetworkFaults faults, ChordConfig config) {
    this.simulation = new Simulation(seed);
    this.network = new SimulatedNetwork(simulation, faults);
    this.config = config;
  }

  /** Starts a host that is in no ring. */
  ChordNode start(int number) {
    SimulatedHost host = new SimulatedHost(network, number, config);
    ChordNode node = host.positions.add(SimulatedHost.place(number), ++incarnation);
    hosts.put(number, host);
    live.put(number, node);
    return node;
  }

  CompletableFuture<Void> join(int number, int through) {
    ChordNode node = start(number);
    return node.join(List.of(SimulatedHost.addressOf(through)), host(number).within(A_WHILE));
  }

  /** Builds a ring of hosts 0 to size-1 by joins one after the other. */
  void build(int size) {
    start(0).create();
    for (int i = 1; i < size; i++) {
      simulation.await(join(i, i / 2), A_WHILE);
    }
    settle();
  }

  void crash(int number) {
    live.remove(number);
    hosts.remove(number).crash();
  }

  CompletableFuture<Void> leave(int number) {
    return live.remove(number).leave();
  }

  ChordNode node(int number) {
    ChordNode node = live.get(number);
    if (node == null) {
      throw new AssertionError("no host " + number);
    }
    return node;
  }

  SimulatedHost host(int number) {
    SimulatedHost host = hosts.get(number);
    if (host == null) {
      throw new AssertionError("no host " + number);
    }
    return host;
  }

  Stream<ChordNode> nodes() {
    return live.values().stream();
  }

  void settle() {
    simulation.expect("an ideal ring: " + this, this::isIdeal, A_WHILE);
  }

  /** Says whether every live position has the lists and the predecessor it should have. */
  boolean isIdeal() {
    List<RingMember> members = members();
    for (int i = 0; i < members.size(); i++) {
      RingView view = viewOf(members.get(i));
      int others = Math.min(config.successors(), members.size() - 1);
      if (!view.isMember() || view.successors().size() != others) {
        return false;
      }
      for (int j = 0; j < others; j++) {
        if (!view.successors().get(j).equals(members.get((i + 1 + j) % members.size()))) {
          return false;
        }
      }
      RingMember before = members.get((i + members.size() - 1) % members.size());
      boolean right =
          members.size() == 1
              ? view.predecessor().isEmpty()
              : view.predecessor().filter(before::equals).isPresent();
      if (!right) {
        return false;
      }
    }
    return true;
  }

  /** Returns who should own the key. */
  RingMember expectedOwner(Identifier key) {
    List<RingMember> members = members();
    for (int i = 0; i < members.size(); i++) {
      RingMember before = members.get((i + members.size() - 1) % members.size());
      if (new Arc(before.id(), members.get(i).id()).contains(key)) {
        return members.get(i);
      }
    }
    throw new AssertionError("no members");
  }

  List<RingMember> members() {
    return nodes().map(ChordNode::self).sorted(Comparator.comparing(RingMember::id)).toList();
  }

  private RingView viewOf(RingMember member) {
    return nodes().filter(node -> node.self().equals(member)).findFirst().orElseThrow().view();
  }

  @Override
  public String toString() {
    return live.values().stream().map(ChordNode::view).toList().toString();
  }
}
