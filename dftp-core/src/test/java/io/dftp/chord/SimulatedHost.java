// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.failure.FailureConfig;
import io.dftp.failure.FailureMessage;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.sim.SimulatedEndpoint;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.SimulatedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A simulated process with ring positions. */
final class SimulatedHost {

  final SimulatedNetwork network;
  final NodeAddress address;
  final SimulatedEventLoop loop;
  final RequestChannel channel;
  final PeerMonitor monitor;
  final CountingMetrics metrics = new CountingMetrics();
  final VirtualNodes positions;

  SimulatedHost(SimulatedNetwork network, int number, ChordConfig config) {
    this.network = network;
    this.address = addressOf(number);
    this.loop = network.simulation().newLoop("host" + number);
    SimulatedEndpoint endpoint = network.endpoint(address, loop);
    List<MessageType<?>> types = new ArrayList<>(ChordMessageCodec.types());
    types.addAll(FailureMessage.types());
    this.channel = new RequestChannel(loop, endpoint, endpoint, new MessageCodec(types), metrics);
    this.monitor = new PeerMonitor(channel, FailureConfig.simulated(), metrics);
    this.positions = new VirtualNodes(channel, monitor, config, metrics);
  }

  static NodeAddress addressOf(int number) {
    return new NodeAddress("10.0." + number / 250 + "." + (1 + number % 250), 4120);
  }

  static Identifier place(int number) {
    return KeyHasher.position(new byte[] {(byte) number, (byte) (number >> 8)}, 0);
  }

  CallContext within(Duration timeout) {
    return CallContext.withTimeout(loop, timeout);
  }

  void crash() {
    network.crash(address);
  }
}
