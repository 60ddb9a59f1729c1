// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.SingleThreadEventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How connections are made, lost, bounded and made again. */
class ConnectionsTest {

  private static final TransportLimits LIMITS =
      new TransportLimits(
          1 << 20,
          1 << 20,
          3 << 20,
          100,
          Duration.ofSeconds(3),
          Duration.ofMillis(500),
          Duration.ofMillis(800));

  private TcpNetwork network;
  private final List<Inbox> inboxes = new ArrayList<>();

  @BeforeEach
  void start() {
    network = new TcpNetwork(LIMITS);
    for (int host = 0; host < 3; host++) {
      Inbox inbox = new Inbox();
      inboxes.add(inbox);
      int listener = host;
      network.on(host, () -> inbox.listenOn((NettyTransport) network.transport(listener)));
    }
  }

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void a_taken_port_is_named_in_the_failure() {
    NodeAddress taken = network.transport(0).localAddress();
    assertThatThrownBy(
            () ->
                NettyTransport.start(
                    TcpNetwork.config(7).withPort(taken.port()),
                    network.loop(0),
                    new CountingMetrics()))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(taken.toString());
  }

  @Test
  void connections_are_used_in_both_directions() {
    network.on(0, () -> network.transport(0).send(address(1), bytes(1)));
    network.until(1, () -> inboxes.get(1).messages.size() == 1);
    network.on(1, () -> network.transport(1).send(address(0), bytes(2)));
    network.until(0, () -> inboxes.get(0).messages.size() == 1);
    network.on(0, () -> network.transport(0).send(address(1), bytes(3)));
    network.until(1, () -> inboxes.get(1).messages.size() == 2);

    assertThat(network.metrics.get(0).value("transport.connections.opened")).isEqualTo(1);
    assertThat(network.metrics.get(1).value("transport.connections.opened")).isEqualTo(1);
  }

  @Test
  void both_dialling_at_once_lose_nothing() {
    for (int round = 0; round < 20; round++) {
      int number = round;
      network.loop(0).execute(() -> network.transport(0).send(address(1), bytes(number)));
      network.loop(1).execute(() -> network.transport(1).send(address(0), bytes(number)));
    }
    network.until(0, () -> inboxes.get(0).messages.size() == 20);
    network.until(1, () -> inboxes.get(1).messages.size() == 20);
  }

  @Test
  void a_visitor_that_does_not_listen_is_answered_on_both_lanes() throws IOException {
    SingleThreadEventLoop loop = new SingleThreadEventLoop("visitor", new Random(9));
    Inbox answers = new Inbox();
    try (NettyTransport visitor =
        NettyTransport.start(
            TransportConfig.visitor("test", TcpNetwork.config(9).uid()),
            loop,
            new CountingMetrics())) {
      TcpNetwork.run(loop, () -> answers.listenOn(visitor));
      TcpNetwork.run(loop, () -> visitor.send(address(0), bytes(1)));
      network.until(0, () -> inboxes.get(0).messages.size() == 1);
      NodeAddress from = inboxes.get(0).senders.get(0);
      assertThat(from).isEqualTo(visitor.localAddress());

      network.on(0, () -> network.transport(0).send(from, bytes(2)));
      TcpNetwork.await(loop, () -> answers.messages.contains(bytes(2)));
      CompletableFuture<Void> blob = untilSent(0, from);
      assertThat(blob).isCompleted();
      TcpNetwork.await(loop, () -> answers.blobs == 1);
    } finally {
      loop.close();
    }
    network.until(0, () -> inboxes.get(0).lost.size() >= 1);
    CompletableFuture<Void> late = sendBulk(0, inboxes.get(0).lost.get(0), 10);
    network.until(0, late::isDone);
    assertThat(late).isCompletedExceptionally();
  }

  @Test
  void a_peer_that_restarts_on_its_port_is_reached_again() throws IOException {
    NodeAddress peer = address(1);
    network.on(0, () -> network.transport(0).send(peer, bytes(1)));
    network.until(1, () -> inboxes.get(1).messages.size() == 1);
    network.crash(1);
    network.until(0, () -> inboxes.get(0).lost.contains(peer));

    Inbox reborn = new Inbox();
    try (NettyTransport again =
        NettyTransport.start(
            TcpNetwork.config(1).withPort(peer.port()), network.loop(1), new CountingMetrics())) {
      network.on(1, () -> reborn.listenOn(again));
      network.on(0, () -> network.transport(0).send(peer, bytes(2)));
      network.until(1, () -> reborn.messages.equals(List.of(bytes(2))));
    }
  }

  @Test
  void an_unreachable_peer_is_hinted_at_and_its_blobs_certainly_did_not_happen() {
    NodeAddress dead = network.deadAddress();
    network.on(0, () -> network.transport(0).send(dead, bytes(1)));
    network.until(0, () -> inboxes.get(0).lost.contains(dead));

    CompletableFuture<Void> blob = sendBulk(0, dead, 100);
    network.until(0, blob::isDone);
    assertThat(DftpException.outcomeOf(blob.handle((done, failure) -> failure).join()))
        .isEqualTo(Outcome.DID_NOT_HAPPEN);
  }

  @Test
  void one_dial_is_under_way_however_much_is_sent_and_what_waits_is_bounded() throws IOException {
    // Accepts by the system's backlog and never says a word.
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      NodeAddress peer = new NodeAddress("127.0.0.1", mute.getLocalPort());
      network.on(
          0,
          () -> {
            for (int i = 0; i < 100; i++) {
              network.transport(0).send(peer, ByteBuffer.allocate(Transport.MAX_MESSAGE_BYTES));
            }
          });
      CountingMetrics metrics = network.metrics.get(0);
      assertThat(metrics.value("transport.messages.dropped")).isEqualTo(100 - 16);

      network.until(0, () -> inboxes.get(0).lost.contains(peer));
      assertThat(metrics.value("transport.messages.dropped")).isEqualTo(100);
      assertThat(metrics.value("transport.connections.opened")).isEqualTo(1);
      assertThat(metrics.value("transport.handshakes.overdue")).isEqualTo(1);
    }
  }

  @Test
  void messages_to_a_peer_that_does_not_read_are_dropped_beyond_the_queue() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      NodeAddress peer = new NodeAddress("127.0.0.1", server.getLocalPort());
      network.on(0, () -> network.transport(0).send(peer, bytes(1)));
      try (Socket socket = server.accept()) {
        Hello hello = TcpNetwork.config(8).hello(peer, Lane.CONTROL);
        socket
            .getOutputStream()
            .write(FrameProperties.frame(FrameType.HELLO_ACK, 0, hello.encode()));
        CountingMetrics metrics = network.metrics.get(0);
        network.until(0, () -> metrics.value("transport.messages.sent") == 1);
        network.until(
            0,
            () -> {
              network.transport(0).send(peer, ByteBuffer.allocate(Transport.MAX_MESSAGE_BYTES));
              return metrics.value("transport.messages.dropped") > 100;
            });
        // Its silence ends the connection, and with it what was queued.
        network.until(0, () -> inboxes.get(0).lost.contains(peer));
        assertThat(metrics.value("transport.connections.silent")).isEqualTo(1);
      }
    }
  }

  @Test
  void a_receiver_at_its_cap_grants_nothing_more_until_something_is_released() throws IOException {
    TransportLimits tight =
        new TransportLimits(
            1 << 20,
            1 << 20,
            1 << 20,
            100,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofMillis(400));
    Inbox inbox = new Inbox();
    inbox.release = false;
    CountingMetrics metrics = new CountingMetrics();
    try (NettyTransport receiver =
        NettyTransport.start(TcpNetwork.config(6).withLimits(tight), network.loop(0), metrics)) {
      network.on(0, () -> inbox.listenOn(receiver));
      CompletableFuture<Void> first = sendBulk(1, receiver.localAddress(), 700_000);
      network.until(0, () -> inbox.blobs == 1);
      CompletableFuture<Void> second = sendBulk(2, receiver.localAddress(), 700_000);
      network.until(0, () -> metrics.value("transport.bulk.waits") > 0);
      // Longer than the idle time-out: a connection that waits for room is not broken.
      network.settle();
      long start = System.nanoTime();
      network.until(0, () -> System.nanoTime() - start > 1_500_000_000L);
      assertThat(inbox.blobs).isEqualTo(1);
      assertThat(second).isNotDone();

      network.on(0, () -> inbox.releases.get(0).run());
      network.until(0, () -> inbox.blobs == 2);
      network.on(0, () -> inbox.releases.get(1).run());
      network.until(1, first::isDone);
      network.until(2, second::isDone);
      assertThat(first).isCompleted();
      assertThat(second).isCompleted();
    }
  }

  @Test
  void messages_pass_beside_saturating_blobs() {
    List<CompletableFuture<Void>> blobs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      blobs.add(sendBulk(0, address(1), 4 << 20));
    }
    for (int i = 0; i < 200; i++) {
      int number = i;
      network.on(0, () -> network.transport(0).send(address(1), bytes(number)));
      network.until(1, () -> inboxes.get(1).messages.size() == number + 1);
    }
    network.until(0, () -> blobs.stream().allMatch(CompletableFuture::isDone));
    assertThat(blobs).allMatch(blob -> !blob.isCompletedExceptionally());
  }

  @Test
  void an_unused_connection_is_closed_without_alarm_and_made_again() {
    network.on(0, () -> network.transport(0).send(address(1), bytes(1)));
    assertThat(untilSent(0, address(1))).isCompleted();
    for (int host = 0; host < 2; host++) {
      CountingMetrics metrics = network.metrics.get(host);
      network.until(host, () -> metrics.value("transport.connections.unused") == 2);
      assertThat(metrics.value("transport.connections.lost")).isZero();
      assertThat(inboxes.get(host).lost).isEmpty();
    }

    network.on(0, () -> network.transport(0).send(address(1), bytes(2)));
    network.until(1, () -> inboxes.get(1).messages.size() == 2);
  }

  @Test
  void a_blob_held_for_long_keeps_its_connection() {
    inboxes.get(1).release = false;
    CompletableFuture<Void> blob = sendBulk(0, address(1), 1000);
    network.until(1, () -> inboxes.get(1).blobs == 1);
    long start = System.nanoTime();
    long held = LIMITS.idleTimeout().multipliedBy(3).toNanos();
    network.until(1, () -> System.nanoTime() - start > held);
    assertThat(blob).isNotDone();

    network.on(1, () -> inboxes.get(1).releases.get(0).run());
    network.until(0, blob::isDone);
    assertThat(blob).isCompleted();
  }

  @Test
  void another_cluster_is_not_talked_to() throws IOException {
    CountingMetrics metrics = new CountingMetrics();
    TransportConfig other =
        TransportConfig.loopback("other", TcpNetwork.config(4).uid(), 1).withLimits(LIMITS);
    Inbox inbox = new Inbox();
    try (NettyTransport stranger = NettyTransport.start(other, network.loop(0), metrics)) {
      network.on(0, () -> inbox.listenOn(stranger));
      network.on(0, () -> stranger.send(address(1), bytes(1)));
      network.until(0, () -> inbox.lost.contains(address(1)));
      assertThat(metrics.value("transport.handshakes.refused")).isEqualTo(1);
      assertThat(inboxes.get(1).messages).isEmpty();
    }
  }

  private CompletableFuture<Void> untilSent(int host, NodeAddress to) {
    CompletableFuture<Void> blob = sendBulk(host, to, 100_000);
    network.until(host, blob::isDone);
    return blob;
  }

  private CompletableFuture<Void> sendBulk(int host, NodeAddress to, int length) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    network.on(
        host,
        () ->
            sent.add(
                network
                    .bulk(host)
                    .sendBulk(to, ByteBuffer.allocate(10), ByteBuffer.allocate(length))));
    return sent.get(0);
  }

  private NodeAddress address(int host) {
    return network.transport(host).localAddress();
  }

  private static ByteBuffer bytes(int seed) {
    return TcpNetwork.bytes(20, seed);
  }

  /** Keeps what arrives on both lanes. */
  private static final class Inbox {
    final List<ByteBuffer> messages = new CopyOnWriteArrayList<>();
    final List<NodeAddress> senders = new CopyOnWriteArrayList<>();
    final List<NodeAddress> lost = new CopyOnWriteArrayList<>();
    final List<Runnable> releases = new CopyOnWriteArrayList<>();
    int blobs;
    boolean release = true;

    void listenOn(NettyTransport transport) {
      transport.listen(
          new Transport.Receiver() {
            @Override
            public void received(NodeAddress from, ByteBuffer payload) {
              senders.add(from);
              messages.add(payload);
            }

            @Override
            public void connectionLost(NodeAddress peer) {
              lost.add(peer);
            }
          });
      transport.listenBulk(
          (from, header, content, whenUsed) -> {
            blobs++;
            releases.add(whenUsed);
            if (release) {
              whenUsed.run();
            }
          });
    }
  }
}
