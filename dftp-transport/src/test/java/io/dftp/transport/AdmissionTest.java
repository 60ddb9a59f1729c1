// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.CountingMetrics;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is talked to where there is a secret, and who is not. Host 0 is the one that is attacked. */
class AdmissionTest {

  private static final NodeAddress STRANGER = new NodeAddress("127.0.0.1", 9);

  private static final TransportLimits LIMITS =
      new TransportLimits(
          1 << 20,
          1 << 20,
          4 << 20,
          100,
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));

  private final ClusterSecret secret = TcpNetwork.secret(1);
  private final TcpNetwork network = new TcpNetwork(LIMITS, secret);
  private final CountingMetrics metrics = network.metrics.get(0);
  private final List<ByteBuffer> messages = new CopyOnWriteArrayList<>();
  private final NodeAddress host = network.transport(0).localAddress();
  private final List<NettyTransport> others = new ArrayList<>();

  @BeforeEach
  void listen() {
    network.on(0, () -> network.transport(0).listen((from, payload) -> messages.add(payload)));
    network.on(1, () -> network.transport(1).listen((from, payload) -> {}));
  }

  @AfterEach
  void theOthersAreStillServed() {
    // Again and again: what is given to a connection that an attack just broke is lost.
    network.until(
        0,
        () -> {
          network.loop(1).execute(() -> network.transport(1).send(host, bytes(99)));
          return messages.contains(bytes(99));
        });
    others.forEach(NettyTransport::close);
    network.close();
  }

  @Test
  void another_secret_is_refused_and_both_sides_say_what_to_check() {
    NettyTransport other = other(TcpNetwork.secret(2));

    sendInVain(other);

    assertThat(other.lastRefusal())
        .startsWith(host + " refused: the cluster secret of that host is another one")
        .contains("--secret-file");
    assertThat(((NettyTransport) network.transport(0)).lastRefusal())
        .startsWith("a host at 127.0.0.1 was refused: its cluster secret is another one")
        .contains("--secret-file");
  }

  @Test
  void who_has_no_secret_is_refused_and_both_sides_say_what_to_check() {
    NettyTransport other = other(ClusterSecret.none());

    sendInVain(other);

    assertThat(other.lastRefusal())
        .startsWith(host + " refused: this host has no cluster secret, that one has");
    assertThat(((NettyTransport) network.transport(0)).lastRefusal())
        .startsWith("a host at 127.0.0.1 was refused: it has no cluster secret, this host has one");
  }

  @Test
  void a_host_without_secret_is_not_talked_to_and_both_sides_say_what_to_check() {
    NettyTransport other = other(ClusterSecret.none());
    AtomicInteger lost = new AtomicInteger();
    network.on(
        2,
        () ->
            network
                .transport(2)
                .listen(
                    new Transport.Receiver() {
                      @Override
                      public void received(NodeAddress from, ByteBuffer payload) {
                        throw new AssertionError("heard " + from);
                      }

                      @Override
                      public void connectionLost(NodeAddress peer) {
                        lost.incrementAndGet();
                      }
                    }));

    network.on(2, () -> network.transport(2).send(other.localAddress(), bytes(1)));
    network.until(2, () -> lost.get() > 0);

    assertThat(((NettyTransport) network.transport(2)).lastRefusal())
        .startsWith(
            other.localAddress() + " refused: this host has a cluster secret, that one has none");
    assertThat(other.lastRefusal())
        .startsWith("a host at 127.0.0.1 was refused: it has a cluster secret, this host has none");
  }

  @Test
  void another_cluster_with_the_same_secret_is_refused_as_such() throws IOException {
    NettyTransport other =
        start(TransportConfig.loopback("other", TcpNetwork.config(4).uid(), 1).withSecret(secret));

    sendInVain(other);

    assertThat(other.lastRefusal()).contains("it belongs to another cluster");
  }

  @Test
  void a_recorded_connection_is_not_admitted_again() throws IOException {
    byte[] recorded = record(bytes(7));

    for (int i = 0; i < 5; i++) {
      talk(recorded);
    }

    network.until(0, () -> metrics.value("transport.handshakes.refused") == 5);
    assertThat(messages).containsExactly(bytes(7));
    assertThat(((NettyTransport) network.transport(0)).lastRefusal())
        .startsWith("a host at 127.0.0.1 gave no proof of the cluster secret");
  }

  @Test
  void every_flipped_bit_of_a_recorded_connection_is_refused() throws IOException {
    byte[] recorded = record(bytes(7));
    int before = messages.size();

    for (int bit = 0; bit < recorded.length * 8; bit++) {
      byte[] flipped = recorded.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      talk(flipped);
    }

    long tries = recorded.length * 8L;
    network.until(
        0,
        () ->
            metrics.value("transport.handshakes.refused")
                    + metrics.value("transport.frames.malformed")
                    + metrics.value("transport.frames.truncated")
                >= tries);
    assertThat(messages).hasSize(before);
  }

  @Test
  void a_frame_put_in_on_the_path_ends_the_connection() throws IOException {
    byte[] inserted = FrameProperties.frame(FrameType.MESSAGE, 0, bytes(66));
    AtomicInteger reads = new AtomicInteger();
    try (Wiretap path =
        new Wiretap(
            host,
            bytes ->
                // The challenge, the introduction with the first message, then another message.
                reads.incrementAndGet() == 4
                    ? FrameProperties.join(List.of(inserted, bytes))
                    : bytes)) {
      sendUntilForged(path);
    }

    assertThat(messages).doesNotContain(bytes(66));
  }

  @Test
  void a_frame_repeated_on_the_path_ends_the_connection() throws IOException {
    AtomicInteger reads = new AtomicInteger();
    try (Wiretap path =
        new Wiretap(
            host,
            bytes ->
                reads.incrementAndGet() == 4
                    ? FrameProperties.join(List.of(bytes, bytes))
                    : bytes)) {
      sendUntilForged(path);
    }
    assertThat(messages).doesNotHaveDuplicates();
  }

  @Test
  void strangers_get_no_more_bytes_than_they_send() throws IOException {
    Hello hello = TcpNetwork.config(5).hello(STRANGER, Lane.CONTROL);
    byte[] introduction = FrameProperties.frame(FrameType.HELLO, 0, hello.encode());
    byte[] wrong = challenge(TcpNetwork.secret(9));
    byte[] right = challenge(secret);

    assertThat(talk(introduction)).hasSizeLessThanOrEqualTo(introduction.length);
    assertThat(new String(talk(introduction), UTF_8)).contains("secret missing");
    assertThat(talk(wrong)).hasSizeLessThanOrEqualTo(wrong.length);
    assertThat(new String(talk(wrong), UTF_8)).contains("another secret");
    assertThat(talk(right)).hasSizeLessThanOrEqualTo(right.length);
    assertThat(talk(FrameProperties.frame(FrameType.MESSAGE, 0, bytes(1)))).isEmpty();
    assertThat(talk(new byte[200])).isEmpty();
    assertThat(talk(FrameProperties.join(List.of(right, introduction))))
        .hasSizeLessThanOrEqualTo(right.length + introduction.length);
    assertThat(messages).isEmpty();
  }

  @Test
  void the_answer_to_a_challenge_is_never_the_same() throws IOException {
    byte[] challenge = challenge(secret);

    assertThat(talk(challenge)).isNotEqualTo(talk(challenge)).isNotEmpty();
  }

  @Test
  void a_host_that_only_pretends_to_know_the_secret_gets_nothing_but_the_introduction()
      throws IOException {
    // It answers the challenge, and then sends back what it was sent, as a mirror.
    try (Mirror mirror = new Mirror()) {
      network.on(1, () -> network.transport(1).send(mirror.address(), bytes(3)));
      network.until(1, () -> network.metrics.get(1).value("transport.handshakes.refused") == 1);

      assertThat(network.metrics.get(1).value("transport.messages.sent")).isZero();
    }
  }

  private void sendUntilForged(Wiretap path) {
    network.on(1, () -> network.transport(1).send(path.address(), bytes(50)));
    AtomicInteger sent = new AtomicInteger(50);
    network.until(0, () -> messages.contains(bytes(50)));
    network.until(
        0,
        () -> {
          int next = sent.incrementAndGet();
          network
              .loop(1)
              .execute(() -> network.transport(1).send(path.address(), bytes(next + 1000)));
          return metrics.value("transport.frames.forged") == 1;
        });
  }

  /** Lets host 1 send one message past a wiretap, and returns what it said. */
  private byte[] record(ByteBuffer message) throws IOException {
    try (Wiretap path = new Wiretap(host)) {
      network.on(1, () -> network.transport(1).send(path.address(), message));
      network.until(0, () -> messages.contains(message));
      return path.heard();
    }
  }

  private static byte[] challenge(ClusterSecret secret) {
    Challenge fresh = Challenge.fresh(secret, new Random(1));
    return FrameProperties.frame(FrameType.CHALLENGE, 0, ByteBuffer.wrap(fresh.bytes()));
  }

  private NettyTransport other(ClusterSecret itsSecret) {
    return start(TcpNetwork.config(5).withLimits(LIMITS).withSecret(itsSecret));
  }

  private NettyTransport start(TransportConfig config) {
    NettyTransport other = TcpNetwork.start(config, network.loop(1), new CountingMetrics());
    others.add(other);
    return other;
  }

  private void sendInVain(NettyTransport other) {
    AtomicInteger lost = new AtomicInteger();
    network.on(
        1,
        () ->
            other.listen(
                new Transport.Receiver() {
                  @Override
                  public void received(NodeAddress from, ByteBuffer payload) {
                    throw new AssertionError("heard " + from);
                  }

                  @Override
                  public void connectionLost(NodeAddress peer) {
                    lost.incrementAndGet();
                  }
                }));
    network.on(1, () -> other.send(host, bytes(1)));
    network.until(1, () -> lost.get() > 0);
    assertThat(messages).isEmpty();
    assertThat(metrics.value("transport.handshakes.refused")).isEqualTo(1);
  }

  /** Sends the bytes and says no more; returns what the host answered until it closed. */
  private byte[] talk(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(host.host(), host.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      return new byte[0];
    }
  }

  private static ByteBuffer bytes(int seed) {
    return TcpNetwork.bytes(20, seed);
  }
}
