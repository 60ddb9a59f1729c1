// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.CountingMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Who is talked to where there is a secret, and who is not, whether they encrypt or not. Host 0 is
 * the one that is attacked.
 */
abstract class AdmissionContract {

  static final NodeAddress STRANGER = new NodeAddress("127.0.0.1", 9);

  static final TransportLimits LIMITS =
      new TransportLimits(
          1 << 20,
          1 << 20,
          4 << 20,
          100,
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  final ClusterSecret secret = used(TcpNetwork.secret(1));
  final TcpNetwork network = new TcpNetwork(LIMITS, secret);
  final CountingMetrics metrics = network.metrics.get(0);
  final List<ByteBuffer> messages = new CopyOnWriteArrayList<>();
  final NodeAddress host = network.transport(0).localAddress();
  private final List<ByteBuffer> answers = new CopyOnWriteArrayList<>();
  private final List<NettyTransport> others = new ArrayList<>();

  /** Returns a secret as the hosts of the test use it. */
  abstract ClusterSecret used(ClusterSecret secret);

  /** What the log says of who repeats what was recorded. */
  abstract String whyNotAgain();

  /** How many bits lie between two that are flipped; a handshake of TLS is not for nothing. */
  abstract int flippedEvery();

  /** Begins a connection as a host does that was dialled, and does not know the secret. */
  abstract Socket asHost(Socket accepted) throws IOException;

  abstract boolean isReadableOnTheWay();

  private final Logger everything = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    everything.addAppender(log);
    network.on(0, () -> network.transport(0).listen((from, payload) -> messages.add(payload)));
    network.on(1, () -> network.transport(1).listen((from, payload) -> answers.add(payload)));
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
    everything.detachAppender(log);
    assertThat(List.copyOf(log.list))
        .as("nobody makes a host write a stack trace")
        .allMatch(each -> each.getThrowableProxy() == null);
  }

  @Test
  void another_secret_is_refused_and_both_sides_say_what_to_check() {
    NettyTransport other = other(used(TcpNetwork.secret(2)));

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
      talk(recorded, false);
    }

    network.until(0, () -> metrics.value("transport.handshakes.refused") == 5);
    assertThat(messages).containsExactly(bytes(7));
    assertThat(((NettyTransport) network.transport(0)).lastRefusal())
        .startsWith("a host at 127.0.0.1 " + whyNotAgain());
  }

  @Test
  void a_flipped_bit_of_a_recorded_connection_is_refused() throws IOException {
    byte[] recorded = record(bytes(7));
    int before = messages.size();

    long tries = 0;
    for (int bit = 0; bit < recorded.length * 8; bit += flippedEvery()) {
      tries++;
      byte[] flipped = recorded.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      talk(flipped);
    }

    long expected = tries;
    network.until(
        0,
        () ->
            metrics.value("transport.handshakes.refused")
                    + metrics.value("transport.handshakes.ended")
                    + metrics.value("transport.frames.malformed")
                    + metrics.value("transport.frames.truncated")
                >= expected);
    assertThat(messages).hasSize(before);
  }

  @Test
  void a_frame_put_in_on_the_path_ends_the_connection() throws IOException {
    byte[] inserted = FrameProperties.frame(FrameType.MESSAGE, 0, bytes(66));
    AtomicBoolean now = new AtomicBoolean();
    try (Wiretap path =
        new Wiretap(
            host,
            bytes ->
                now.compareAndSet(true, false)
                    ? FrameProperties.join(List.of(inserted, bytes))
                    : bytes)) {
      sendUntilForged(path, now);
    }

    assertThat(messages).doesNotContain(bytes(66));
  }

  @Test
  void a_frame_repeated_on_the_path_ends_the_connection() throws IOException {
    AtomicBoolean now = new AtomicBoolean();
    try (Wiretap path =
        new Wiretap(
            host,
            bytes ->
                now.compareAndSet(true, false)
                    ? FrameProperties.join(List.of(bytes, bytes))
                    : bytes)) {
      sendUntilForged(path, now);
    }
    assertThat(messages).doesNotHaveDuplicates();
  }

  @Test
  void a_bit_flipped_on_the_path_ends_the_connection() throws IOException {
    AtomicBoolean now = new AtomicBoolean();
    try (Wiretap path =
        new Wiretap(
            host,
            bytes -> {
              if (now.compareAndSet(true, false)) {
                bytes[bytes.length / 2] ^= 1;
              }
              return bytes;
            })) {
      sendUntilForged(path, now);
    }
  }

  @Test
  void who_floods_the_port_does_not_keep_a_host_of_the_cluster_out() throws IOException {
    List<Socket> flood = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Socket halfOpen = new Socket();
      halfOpen.bind(new InetSocketAddress("127.0.0." + (2 + i / 40), 0));
      halfOpen.connect(new InetSocketAddress(host.host(), host.port()));
      flood.add(halfOpen);
    }
    network.until(0, () -> metrics.value("transport.connections.rejected") >= 400 - 128);

    network.on(1, () -> network.transport(1).send(host, bytes(5)));
    network.until(0, () -> messages.contains(bytes(5)));
    for (Socket each : flood) {
      each.close();
    }
  }

  @Test
  void a_host_that_only_pretends_to_know_the_secret_gets_nothing_but_the_introduction()
      throws IOException {
    // It answers the challenge, and then sends back what it was sent, as a mirror.
    try (Mirror mirror = new Mirror(this::asHost)) {
      network.on(1, () -> network.transport(1).send(mirror.address(), bytes(3)));
      CountingMetrics counted = network.metrics.get(1);
      network.until(
          1,
          () ->
              counted.value("transport.handshakes.refused") == 1
                  || counted.value("transport.frames.malformed") == 1
                  || counted.value("transport.messages.sent") > 0);

      // It is found by its proof, not by what it says.
      assertThat(counted.value("transport.handshakes.refused")).isEqualTo(1);
      assertThat(counted.value("transport.messages.sent")).isZero();
    }
  }

  @Test
  void what_is_said_can_be_read_on_the_way_only_where_it_is_not_encrypted() throws IOException {
    ByteBuffer message = ByteBuffer.wrap("the name of a file".getBytes(US_ASCII));
    ByteBuffer header = ByteBuffer.wrap("the name of a block".getBytes(US_ASCII));
    ByteBuffer content = ByteBuffer.wrap("what is in a file, ".repeat(50_000).getBytes(US_ASCII));
    CompletableFuture<ByteBuffer> arrived = new CompletableFuture<>();
    network.on(
        0,
        () ->
            network
                .bulk(0)
                .listenBulk(
                    (from, name, blob, release) -> {
                      arrived.complete(blob);
                      release.run();
                    }));
    try (Wiretap path = new Wiretap(host)) {
      network.on(1, () -> network.transport(1).send(path.address(), message));
      network.on(1, () -> network.bulk(1).sendBulk(path.address(), header, content));
      network.until(0, () -> messages.contains(message) && arrived.isDone());
      // The connection is used in both directions.
      NodeAddress back = network.transport(1).localAddress();
      ByteBuffer answer = ByteBuffer.wrap("the name of an answer".getBytes(US_ASCII));
      network.on(0, () -> network.transport(0).send(back, answer));
      network.until(1, () -> answers.contains(answer));

      assertThat(arrived.join()).isEqualTo(content);
      String heard = new String(path.heard(), US_ASCII) + new String(path.answered(), US_ASCII);
      for (String said :
          List.of("name of a file", "name of a block", "what is in a file", "name of an answer")) {
        assertThat(heard.contains(said)).as(said).isEqualTo(isReadableOnTheWay());
      }
    }
  }

  private void sendUntilForged(Wiretap path, AtomicBoolean now) {
    network.on(1, () -> network.transport(1).send(path.address(), bytes(50)));
    AtomicInteger sent = new AtomicInteger(50);
    network.until(0, () -> messages.contains(bytes(50)));
    now.set(true);
    network.until(
        0,
        () -> {
          int next = sent.incrementAndGet();
          network
              .loop(1)
              .execute(() -> network.transport(1).send(path.address(), bytes(next + 1000)));
          // A checksum finds an accident first.
          return metrics.value("transport.frames.forged")
                  + metrics.value("transport.frames.malformed")
              == 1;
        });
  }

  /** Lets host 1 send one message past a wiretap, and returns what it said. */
  byte[] record(ByteBuffer message) throws IOException {
    try (Wiretap path = new Wiretap(host)) {
      network.on(1, () -> network.transport(1).send(path.address(), message));
      network.until(0, () -> messages.contains(message));
      return path.heard();
    }
  }

  NettyTransport other(ClusterSecret itsSecret) {
    return start(TcpNetwork.config(5).withLimits(LIMITS).withSecret(itsSecret));
  }

  final NettyTransport start(TransportConfig config) {
    NettyTransport other = TcpNetwork.start(config, network.loop(1), new CountingMetrics());
    others.add(other);
    return other;
  }

  void sendInVain(NettyTransport other) {
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
    network.until(1, () -> lost.get() > 0 || !messages.isEmpty());
    assertThat(messages).isEmpty();
    assertThat(metrics.value("transport.handshakes.refused")).isEqualTo(1);
  }

  /** Sends the bytes and says no more; returns what the host answered until it closed. */
  byte[] talk(byte[] bytes) throws IOException {
    return talk(bytes, true);
  }

  private byte[] talk(byte[] bytes, boolean ends) throws IOException {
    try (Socket socket = new Socket(host.host(), host.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      if (ends) {
        socket.shutdownOutput();
      }
      return socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      return new byte[0];
    }
  }

  static ByteBuffer bytes(int seed) {
    return TcpNetwork.bytes(20, seed);
  }
}
