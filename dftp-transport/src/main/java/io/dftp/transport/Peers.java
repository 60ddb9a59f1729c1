// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to peers, dials them when there is something to send, and hands upward what comes from
 * them. Confined to the event loop, but for what it says about itself.
 */
final class Peers implements ConnectionOwner {

  /** Makes connections. */
  @FunctionalInterface
  interface Dialler {

    /** Dials; ends in {@link #ready}, {@link #closed} or {@link #dialFailed}. */
    void dial(NodeAddress address, Lane lane);
  }

  private static final Logger log = LoggerFactory.getLogger(Peers.class);

  private final TransportConfig config;
  private final NodeAddress localAddress;
  private final EventLoop loop;
  private final Metrics metrics;
  private final Dialler dialler;
  private final Hello controlHello;
  private final Hello bulkHello;
  private final IncomingTransfers incoming;
  private final Map<NodeAddress, Peer> peers = new LinkedHashMap<>();
  private final Admission admission;
  private Transport.@Nullable Receiver receiver;
  private boolean closed;

  Peers(
      TransportConfig config,
      NodeAddress localAddress,
      EventLoop loop,
      Metrics metrics,
      Admission admission,
      Dialler dialler) {
    this.config = config;
    this.localAddress = localAddress;
    this.loop = loop;
    this.metrics = metrics;
    this.admission = admission;
    this.dialler = dialler;
    this.controlHello = config.hello(localAddress, Lane.CONTROL);
    this.bulkHello = config.hello(localAddress, Lane.BULK);
    this.incoming = new IncomingTransfers(config.limits(), metrics);
  }

  void listen(Transport.Receiver taker) {
    TransportConfig.check(receiver == null, "listen was called before");
    receiver = taker;
  }

  void listenBulk(BulkTransport.Receiver taker) {
    incoming.listen(taker);
  }

  void send(NodeAddress to, ByteBuffer payload) {
    if (closed) {
      metrics.count("transport.messages.dropped");
      return;
    }
    Peer peer = peer(to);
    Connection connection = peer.connection(Lane.CONTROL);
    if (connection != null) {
      sendOn(connection, payload);
    } else if (peer.keep(payload.slice())) {
      dial(peer, Lane.CONTROL);
    } else {
      metrics.count("transport.messages.dropped");
    }
  }

  CompletableFuture<Void> sendBulk(NodeAddress to, ByteBuffer header, ByteBuffer content) {
    OutgoingTransfer transfer = new OutgoingTransfer(header, content);
    if (closed) {
      transfer.fail("this host is closing");
      return transfer.future;
    }
    Peer peer = peer(to);
    peer.queue(transfer);
    transfer.future.whenComplete(
        (done, failure) -> {
          if (transfer.future.isCancelled()) {
            metrics.count("transport.bulk.cancelled");
            peer.cancel(transfer);
          }
        });
    peer.startTransfers();
    dial(peer, Lane.BULK);
    return transfer.future;
  }

  /** Fails what is under way and takes nothing more. */
  void close() {
    closed = true;
    for (Peer peer : List.copyOf(peers.values())) {
      failWaiting(peer, "this host is closing");
      for (OutgoingTransfer transfer : peer.underWay()) {
        transfer.fail("this host is closing");
      }
    }
    peers.clear();
  }

  void dialFailed(NodeAddress address, Lane lane, String reason) {
    if (closed) {
      return;
    }
    metrics.count("transport.dials.failed");
    log.debug("[{}] cannot reach {}: {}", localAddress, address, reason);
    Peer peer = peer(address);
    peer.endDial(lane);
    if (peer.connection(lane) == null) {
      giveUp(peer, lane, "cannot be reached: " + reason);
      tellLost(address);
    }
    forgetIfUnused(peer);
  }

  // What connections ask; any thread.

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public TransportLimits limits() {
    return config.limits();
  }

  @Override
  public NodeAddress localAddress() {
    return localAddress;
  }

  @Override
  public Hello hello(Lane lane) {
    return lane == Lane.CONTROL ? controlHello : bulkHello;
  }

  @Override
  public Admission admission() {
    return admission;
  }

  // What connections tell.

  @Override
  public void ready(Connection connection) {
    if (closed) {
      return;
    }
    for (NodeAddress name : namesOf(connection)) {
      peer(name).add(connection);
    }
    NodeAddress dialled = connection.dialled();
    if (dialled != null) {
      peer(dialled).endDial(connection.lane());
    }
    for (NodeAddress name : namesOf(connection)) {
      Peer peer = peer(name);
      if (connection.lane() == Lane.CONTROL) {
        peer.takeMessages().forEach(message -> sendOn(connection, message));
      } else {
        peer.startTransfers();
      }
    }
  }

  @Override
  public void message(NodeAddress from, ByteBuffer payload) {
    metrics.count("transport.messages.received");
    if (receiver != null && !closed) {
      receiver.received(from, payload);
    }
  }

  @Override
  public void announced(Connection connection, int id, ByteBuffer header, int length) {
    String fault = incoming.announced(connection, id, header, length);
    if (fault != null) {
      connection.reject(fault);
    }
  }

  @Override
  public void arrived(Connection connection, int id, ByteBuffer content) {
    if (!closed) {
      incoming.arrived(connection, connection.peer().address(), id, content);
    }
  }

  @Override
  public void cancelled(Connection connection, int id) {
    incoming.cancelled(connection, id);
  }

  @Override
  public void released(OutgoingTransfer transfer) {
    Connection connection = transfer.connection;
    if (connection != null) {
      for (NodeAddress name : namesOf(connection)) {
        Peer peer = peers.get(name);
        if (peer != null) {
          peer.end(transfer);
          peer.startTransfers();
        }
      }
    }
    transfer.future.complete(null);
  }

  @Override
  public void closed(Connection connection, boolean lost, String reason) {
    incoming.closed(connection);
    if (closed) {
      return;
    }
    if (!connection.isIntroduced()) {
      NodeAddress dialled = connection.dialled();
      if (dialled != null) {
        dialFailed(dialled, connection.lane(), reason);
      }
      return;
    }
    metrics.count(lost ? "transport.connections.lost" : "transport.connections.unused");
    log.debug("[{}] {}: connection ended: {}", localAddress, connection.peer().address(), reason);
    for (NodeAddress name : namesOf(connection)) {
      Peer peer = peer(name);
      peer.remove(connection);
      peer.connectionBroke(connection, reason);
      if (peer.hasWaiting()) {
        peer.startTransfers();
        dial(peer, Lane.BULK);
      }
      forgetIfUnused(peer);
      if (lost) {
        tellLost(name);
      }
    }
  }

  private void sendOn(Connection connection, ByteBuffer payload) {
    metrics.count(
        connection.send(payload) ? "transport.messages.sent" : "transport.messages.dropped");
  }

  private void dial(Peer peer, Lane lane) {
    if (!TransportConfig.isDiallable(peer.address)) {
      if (peer.connection(lane) == null) {
        loop.execute(() -> dialFailed(peer.address, lane, "it does not listen"));
      }
    } else if (peer.beginDial(lane)) {
      dialler.dial(peer.address, lane);
      // Nobody can make a connection to a visitor, so it brings both lanes.
      if (config.port() == TransportConfig.NO_PORT && lane == Lane.CONTROL) {
        dial(peer, Lane.BULK);
      }
    }
  }

  private void giveUp(Peer peer, Lane lane, String reason) {
    if (lane == Lane.CONTROL) {
      metrics.count("transport.messages.dropped", peer.takeMessages().size());
    } else {
      failWaiting(peer, reason);
    }
  }

  private static void failWaiting(Peer peer, String reason) {
    peer.takeWaiting().forEach(transfer -> transfer.fail(peer.address + ": " + reason));
  }

  private void tellLost(NodeAddress name) {
    if (receiver != null) {
      receiver.connectionLost(name);
    }
  }

  /** Under which a connection is used: what was dialled, and what the other side calls itself. */
  private static Set<NodeAddress> namesOf(Connection connection) {
    Set<NodeAddress> names = new LinkedHashSet<>();
    names.add(connection.peer().address());
    NodeAddress dialled = connection.dialled();
    if (dialled != null) {
      names.add(dialled);
    }
    return names;
  }

  private Peer peer(NodeAddress address) {
    return peers.computeIfAbsent(address, key -> new Peer(key, config.limits()));
  }

  private void forgetIfUnused(Peer peer) {
    if (peer.isUnused()) {
      peers.remove(peer.address, peer);
    }
  }
}
