// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import io.dftp.net.Broadcast;
import io.dftp.net.NodeAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The broadcast of one simulated process; it hears itself. */
final class SimulatedBroadcast implements Broadcast {

  private final SimulatedNetwork network;
  private final SimulatedEndpoint endpoint;
  private Broadcast.@Nullable Receiver receiver;

  SimulatedBroadcast(SimulatedNetwork network, SimulatedEndpoint endpoint) {
    this.network = network;
    this.endpoint = endpoint;
  }

  @Override
  public void broadcast(ByteBuffer payload) {
    check(payload);
    for (SimulatedEndpoint peer : network.allUp()) {
      carry(peer.localAddress(), payload);
    }
  }

  @Override
  public void send(NodeAddress to, ByteBuffer payload) {
    check(payload);
    carry(to, payload);
  }

  @Override
  public void listen(Broadcast.Receiver taker) {
    endpoint.checkLoop();
    checkState(receiver == null, "somebody listens already");
    receiver = taker;
  }

  private void check(ByteBuffer payload) {
    endpoint.checkLoop();
    checkArgument(
        payload.remaining() <= MAX_PAYLOAD_BYTES, "a broadcast of %s bytes", payload.remaining());
  }

  private void carry(NodeAddress to, ByteBuffer payload) {
    NodeAddress from = endpoint.localAddress();
    if (endpoint.isUp()) {
      network.carry(
          "broadcast",
          from,
          to,
          payload,
          (peer, bytes) -> peer.broadcastLane().received(from, bytes));
    }
  }

  private void received(NodeAddress from, ByteBuffer payload) {
    if (receiver != null) {
      receiver.received(from, payload);
    }
  }
}
