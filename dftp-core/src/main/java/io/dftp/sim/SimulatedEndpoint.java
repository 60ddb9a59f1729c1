// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import io.dftp.net.Broadcast;
import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.net.ValueTransport;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The network as one simulated process sees it: messages and blobs; {@link #broadcast} beside. */
public final class SimulatedEndpoint implements ValueTransport, BulkTransport {

  private final SimulatedNetwork network;
  private final NodeAddress address;
  private final SimulatedEventLoop loop;
  private final SimulatedBulkLane lane;
  private final SimulatedBroadcast broadcast;
  private final Set<NodeAddress> connections = new LinkedHashSet<>();
  private final Set<NodeAddress> attempts = new LinkedHashSet<>();
  private Transport.@Nullable Receiver receiver;

  SimulatedEndpoint(SimulatedNetwork network, NodeAddress address, SimulatedEventLoop loop) {
    this.network = network;
    this.address = address;
    this.loop = loop;
    this.lane = new SimulatedBulkLane(network, this);
    this.broadcast = new SimulatedBroadcast(network, this);
  }

  /** Returns the broadcast of this process; it is heard under {@link #localAddress}. */
  public Broadcast broadcast() {
    return broadcast;
  }

  @Override
  public NodeAddress localAddress() {
    return address;
  }

  @Override
  public void send(NodeAddress to, ByteBuffer payload) {
    checkLoop();
    checkState(receiver != null, "listen before you send");
    checkArgument(
        payload.remaining() <= MAX_MESSAGE_BYTES, "a message of %s bytes", payload.remaining());
    if (!isUp()) {
      return;
    }
    connect(to);
    network.carry("message", address, to, payload, (peer, bytes) -> peer.received(address, bytes));
  }

  /** Says whether nobody looks at the bytes of messages: in a simulation without a trace. */
  @Override
  public boolean carriesValues() {
    return !network.simulation().isTraced();
  }

  @Override
  public void sendValue(NodeAddress to, Object value) {
    checkLoop();
    checkState(receiver != null, "listen before you send");
    if (isUp()) {
      connect(to);
      network.carryValue(address, to, value);
    }
  }

  @Override
  public void listen(Transport.Receiver taker) {
    checkLoop();
    checkState(receiver == null, "somebody listens already");
    receiver = taker;
  }

  @Override
  public CompletableFuture<Void> sendBulk(NodeAddress to, ByteBuffer header, ByteBuffer content) {
    checkLoop();
    return lane.send(to, header, content);
  }

  @Override
  public void listenBulk(BulkTransport.Receiver taker) {
    checkLoop();
    lane.listen(taker);
  }

  SimulatedEventLoop loop() {
    return loop;
  }

  boolean isUp() {
    return !loop.isCrashed();
  }

  SimulatedBulkLane lane() {
    return lane;
  }

  SimulatedBroadcast broadcastLane() {
    return broadcast;
  }

  void checkLoop() {
    checkState(loop.inEventLoop(), "%s was called outside its event loop", address);
  }

  /** Remembers the connection; tells the sender, perhaps, that there is nobody. */
  void connect(NodeAddress to) {
    if (network.faults().lossHintRate() == 0) {
      // Nobody will be told, and so many hosts need not remember whom they met.
      return;
    }
    connections.add(to);
    if (network.up(to) == null) {
      hintLater(to);
    }
  }

  /** The process at that address ended. */
  void crashed(NodeAddress peer) {
    lane.breakTransfersTo(peer);
    if (connections.remove(peer)) {
      hintLater(peer);
    }
  }

  void receivedValue(NodeAddress from, Object value) {
    if (receiver instanceof ValueTransport.ValueReceiver taker) {
      taker.receivedValue(from, value);
    }
  }

  private void received(NodeAddress from, ByteBuffer payload) {
    if (receiver != null) {
      receiver.received(from, payload);
    }
  }

  /** One attempt to connect serves all messages that come meanwhile, and gives one hint or none. */
  private void hintLater(NodeAddress peer) {
    if (!attempts.add(peer)) {
      return;
    }
    boolean isTold = network.happens(network.faults().lossHintRate());
    network
        .simulation()
        .enqueue(
            2 * network.drawDelayNanos(address, peer),
            null,
            "hint",
            () -> {
              attempts.remove(peer);
              if (isTold) {
                loop.run("connection lost", () -> lost(peer));
              }
            });
  }

  private void lost(NodeAddress peer) {
    if (receiver != null) {
      receiver.connectionLost(peer);
    }
  }
}
