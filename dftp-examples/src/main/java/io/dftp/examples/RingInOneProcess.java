// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.ChordMessageCodec;
import io.dftp.chord.ChordNode;
import io.dftp.chord.RingMember;
import io.dftp.chord.VirtualNodes;
import io.dftp.failure.FailureConfig;
import io.dftp.failure.FailureMessage;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.KeyHasher;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Example: a whole Chord ring in one thread, on a simulated network that loses messages. The same
 * seed gives the same run.
 */
public final class RingInOneProcess {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final List<SimulatedHost<ChordNode>> hosts = new ArrayList<>();

  /** Begins an empty world; a twentieth of all messages is lost in it. */
  public RingInOneProcess(long seed) {
    simulation = new Simulation(seed);
    network = new SimulatedNetwork(simulation, NetworkFaults.lossy());
  }

  /** Starts a host and lets it join through the first one, or begin a ring. */
  public SimulatedHost<ChordNode> addHost() {
    NodeAddress address = new NodeAddress("10.0.0." + (hosts.size() + 1), 4120);
    SimulatedHost<ChordNode> host =
        new SimulatedHost<>(network, address, RingInOneProcess::newNode);
    ChordNode node = host.start();
    if (hosts.isEmpty()) {
      node.create();
    } else {
      simulation.await(node.join(List.of(hosts.get(0).address()), context(host)), AT_MOST);
    }
    hosts.add(host);
    return host;
  }

  /** Asks one host who owns a key. */
  public RingMember ownerOf(String key, SimulatedHost<ChordNode> asked) {
    return simulation
        .await(asked.program().findSuccessor(KeyHasher.hash(key), context(asked)), AT_MOST)
        .owner();
  }

  /** Waits until every host that is up knows all others that are up, eight at most. */
  public void settle() {
    List<SimulatedHost<ChordNode>> up = hosts.stream().filter(SimulatedHost::isUp).toList();
    int others = Math.min(up.size() - 1, ChordConfig.simulated().successors());
    simulation.expect(
        "every list of successors holds " + others + " that are up",
        () -> up.stream().allMatch(host -> successorsUp(host) == others),
        AT_MOST);
  }

  private long successorsUp(SimulatedHost<ChordNode> host) {
    List<RingMember> successors = host.program().view().successors();
    boolean onlyLive = successors.stream().allMatch(this::isUp);
    return onlyLive ? successors.size() : -1;
  }

  private boolean isUp(RingMember member) {
    return hosts.stream().anyMatch(host -> host.isUp() && host.address().equals(member.address()));
  }

  private static CallContext context(SimulatedHost<ChordNode> host) {
    return CallContext.withTimeout(host.process().loop(), AT_MOST);
  }

  /** What a program does in production too, with other ports. */
  private static ChordNode newNode(SimulatedProcess process) {
    List<MessageType<?>> messages = new ArrayList<>(ChordMessageCodec.types());
    messages.addAll(FailureMessage.types());
    RequestChannel channel = process.newChannel(new MessageCodec(messages));
    PeerMonitor monitor = new PeerMonitor(channel, FailureConfig.simulated(), process.metrics());
    VirtualNodes positions =
        new VirtualNodes(channel, monitor, ChordConfig.simulated(), process.metrics());
    return positions.add(KeyHasher.hash(channel.localAddress().toString()), 1);
  }
}
