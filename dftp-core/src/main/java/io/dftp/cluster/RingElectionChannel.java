// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.bully.BullyMessage;
import io.dftp.bully.BullyMessageCodec;
import io.dftp.bully.ElectionChannel;
import io.dftp.chord.RingView;
import io.dftp.net.BroadcastChannel;
import io.dftp.net.Message;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.Metrics;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Carries the election to everybody who can be reached: by broadcast to those on the same network,
 * members of this ring or not, and from member to member along the ring. What arrives twice does no
 * harm. Answers go to the ring address that each message names. Confined to the event loop.
 */
final class RingElectionChannel implements ElectionChannel {

  private final RequestChannel requests;
  private final BroadcastChannel broadcasts;
  private final MessageCodec codec = new MessageCodec(BullyMessageCodec.types());
  private final RingFlood flood;
  private final Metrics metrics;
  private BiConsumer<NodeAddress, BullyMessage> receiver = (from, message) -> {};

  RingElectionChannel(
      RequestChannel requests,
      BroadcastChannel broadcasts,
      Supplier<List<RingView>> positions,
      Metrics metrics) {
    this.requests = requests;
    this.broadcasts = broadcasts;
    this.metrics = metrics;
    this.flood = new RingFlood(requests, positions, this::flooded, metrics);
  }

  @Override
  public void broadcast(BullyMessage message) {
    broadcasts.broadcast(message);
    flood.send(codec.toBytes(message, ClusterMessage.Flood.MAX_BODY_BYTES));
  }

  @Override
  public void send(NodeAddress to, BullyMessage message) {
    requests.tell(to, message);
  }

  @Override
  public void listen(BiConsumer<NodeAddress, BullyMessage> named) {
    receiver = named;
    for (MessageType<? extends BullyMessage> type : BullyMessageCodec.types()) {
      broadcasts.on(type.type(), (from, message) -> received(message));
      requests.on(type.type(), (message, exchange) -> received(message));
    }
  }

  private void received(BullyMessage message) {
    receiver.accept(message.sender().address(), message);
  }

  private void flooded(Bytes body) {
    try {
      Message message = codec.fromBytes(body);
      if (message instanceof BullyMessage election) {
        received(election);
      }
    } catch (WireFormatException malformed) {
      metrics.count("cluster.flood.malformed");
    }
  }
}
