// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers on the ring port. */
class HostileInputTest {

  private static final NodeAddress STRANGER = new NodeAddress("127.0.0.1", 9);

  private TcpNetwork network;
  private CountingMetrics metrics;
  private final List<ByteBuffer> messages = new CopyOnWriteArrayList<>();
  private final List<ByteBuffer> blobs = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    TransportLimits limits =
        new TransportLimits(
            1 << 20,
            1 << 20,
            4 << 20,
            20,
            Duration.ofSeconds(3),
            Duration.ofMillis(300),
            Duration.ofMillis(600));
    network = new TcpNetwork(limits);
    metrics = network.metrics.get(0);
    network.on(
        0,
        () -> {
          network.transport(0).listen((from, payload) -> messages.add(payload));
          network.bulk(0).listenBulk((from, header, content, release) -> blobs.add(content));
        });
    network.on(1, () -> network.transport(1).listen((from, payload) -> {}));
  }

  @AfterEach
  void theOthersAreStillServed() {
    network.on(
        1,
        () ->
            network.transport(1).send(network.transport(0).localAddress(), TcpNetwork.bytes(9, 9)));
    network.until(0, () -> messages.contains(TcpNetwork.bytes(9, 9)));
    network.close();
  }

  @Test
  void every_flipped_bit_of_a_conversation_is_found_and_nothing_is_delivered() throws IOException {
    byte[] sound =
        FrameProperties.join(
            List.of(hello(Lane.CONTROL), frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(20, 1))));
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] flipped = sound.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      talk(flipped);
    }
    long counted = sound.length * 8L;
    network.until(0, () -> metrics.value("transport.frames.malformed") == counted);
    assertThat(messages).isEmpty();

    talk(sound);
    network.until(0, () -> messages.size() == 1);
  }

  @Test
  void garbage_is_counted_and_closed() throws IOException {
    byte[] garbage = new byte[100_000];
    new Random(1).nextBytes(garbage);
    for (int i = 0; i < 50; i++) {
      talk(garbage);
    }

    network.until(0, () -> metrics.value("transport.frames.malformed") == 50);
    assertThat(messages).isEmpty();
  }

  @Test
  void half_a_frame_is_counted() throws IOException {
    byte[] hello = hello(Lane.CONTROL);
    talk(Arrays.copyOf(hello, hello.length - 1));

    network.until(0, () -> metrics.value("transport.frames.truncated") == 1);
  }

  @Test
  void a_silent_client_loses_its_socket() throws IOException {
    try (Socket socket = connect()) {
      assertThat(closedByHost(socket)).isTrue();
    }
    assertThat(metrics.value("transport.handshakes.overdue")).isEqualTo(1);
  }

  @Test
  void a_client_that_is_silent_after_its_introduction_loses_its_socket() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(hello(Lane.BULK));
      assertThat(closedByHost(socket)).isTrue();
    }
    network.until(0, () -> metrics.value("transport.connections.unused") == 1);
  }

  @Test
  void an_oversized_frame_is_refused_by_its_header() throws IOException {
    byte[] frame = frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(64 * 1024 + 1, 1));
    talk(
        FrameProperties.join(
            List.of(hello(Lane.CONTROL), Arrays.copyOf(frame, Frame.HEADER_BYTES))));

    network.until(0, () -> metrics.value("transport.frames.malformed") == 1);
    assertThat(metrics.value("transport.frames.truncated")).isZero();
  }

  @Test
  void a_blob_that_was_not_granted_closes_the_connection() throws IOException {
    talk(
        FrameProperties.join(
            List.of(hello(Lane.BULK), frame(FrameType.DATA, 1, TcpNetwork.bytes(100, 1)))));

    network.until(0, () -> metrics.value("transport.frames.malformed") == 1);
    assertThat(blobs).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, BulkTransport.MAX_CONTENT_BYTES + 1})
  void an_announcement_of_an_impossible_length_closes_the_connection(int length)
      throws IOException {
    talk(FrameProperties.join(List.of(hello(Lane.BULK), open(1, length))));

    network.until(0, () -> metrics.value("transport.frames.malformed") == 1);
  }

  @Test
  void announcements_beyond_the_window_close_the_connection() throws IOException {
    talk(FrameProperties.join(List.of(hello(Lane.BULK), open(1, 700_000), open(2, 700_000))));

    network.until(0, () -> metrics.value("transport.frames.malformed") == 1);
  }

  @Test
  void empty_announcements_without_end_close_the_connection() throws IOException {
    List<byte[]> frames = new ArrayList<>(List.of(hello(Lane.BULK)));
    for (int id = 0; id < 5000; id++) {
      frames.add(open(id, 0));
    }
    talk(FrameProperties.join(frames));

    network.until(0, () -> metrics.value("transport.frames.malformed") == 1);
  }

  @Test
  void whoever_was_granted_memory_and_sends_nothing_loses_it() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(hello(Lane.BULK));
      socket.getOutputStream().write(open(1, 1_000_000));
      long start = System.nanoTime();
      // Signs of life do not help.
      boolean open = true;
      while (open && System.nanoTime() - start < TcpNetwork.PATIENCE_NANOS) {
        open = write(socket, frame(FrameType.PING, 0));
        LockSupport.parkNanos(20_000_000);
      }
      assertThat(open).isFalse();
    }
    network.until(0, () -> metrics.value("transport.connections.silent") == 1);
  }

  @Test
  void too_many_connections_are_closed_at_once() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      sockets.add(connect());
    }
    // All of one address.
    network.until(
        0,
        () -> metrics.value("transport.connections.rejected") == 25 - Doors.STRANGERS_OF_ADDRESS);
    for (Socket socket : sockets) {
      socket.close();
    }
    awaitRoomForConnections();
  }

  @Test
  void another_cluster_is_refused_with_a_reason() throws IOException {
    TransportConfig other =
        new TransportConfig(
            "127.0.0.1",
            0,
            "127.0.0.1",
            "other",
            TcpNetwork.config(5).uid(),
            1,
            TransportLimits.defaults(),
            ClusterSecret.none());
    byte[] hello = frame(FrameType.HELLO, 0, other.hello(STRANGER, Lane.CONTROL).encode());

    assertThat(new String(talk(hello), UTF_8)).contains("another cluster");
    assertThat(metrics.value("transport.handshakes.refused")).isEqualTo(1);
  }

  @Test
  void versions_without_overlap_and_required_unknown_features_are_refused() throws IOException {
    Hello mine = TcpNetwork.config(5).hello(STRANGER, Lane.CONTROL);
    int next = Hello.VERSION + 1;
    assertThat(
            new String(talk(frame(FrameType.HELLO, 0, variant(mine, next, 9, 0).encode())), UTF_8))
        .contains("versions " + next + " to 9");
    assertThat(
            new String(
                talk(frame(FrameType.HELLO, 0, variant(mine, 1, Hello.VERSION, 1L << 40).encode())),
                UTF_8))
        .contains("features");
    assertThat(metrics.value("transport.handshakes.refused")).isEqualTo(2);
    // An optional feature, and a newer version that still speaks this one, are welcome.
    talk(
        FrameProperties.join(
            List.of(
                frame(FrameType.HELLO, 0, variant(mine, 1, 9, 1L << 8).encode()),
                frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(4, 4)))));
    network.until(0, () -> messages.contains(TcpNetwork.bytes(4, 4)));
  }

  private static Hello variant(Hello hello, int minVersion, int maxVersion, long features) {
    return new Hello(
        minVersion,
        maxVersion,
        features,
        hello.cluster(),
        hello.uid(),
        hello.incarnation(),
        hello.maxPayloadBytes(),
        hello.windowBytes(),
        hello.address(),
        hello.lane());
  }

  private void awaitRoomForConnections() {
    long before = metrics.value("transport.connections.opened");
    network.until(
        0,
        () -> {
          try (Socket socket = connect()) {
            return metrics.value("transport.connections.opened") > before || socket.isClosed();
          } catch (IOException failure) {
            return false;
          }
        });
  }

  private static byte[] hello(Lane lane) {
    return frame(FrameType.HELLO, 0, TcpNetwork.config(5).hello(STRANGER, lane).encode());
  }

  private static byte[] open(int id, int length) {
    return frame(FrameType.OPEN, id, ByteBuffer.allocate(4).putInt(length).flip());
  }

  private static byte[] frame(FrameType type, int stream, ByteBuffer... parts) {
    return FrameProperties.frame(type, stream, parts);
  }

  private Socket connect() throws IOException {
    NodeAddress address = network.transport(0).localAddress();
    Socket socket = new Socket(address.host(), address.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends the bytes and says no more; returns what the host answered until it closed. */
  private byte[] talk(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      if (write(socket, bytes)) {
        socket.shutdownOutput();
      }
      return socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      return new byte[0];
    }
  }

  private static boolean write(Socket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (SocketException closed) {
      return false;
    }
  }

  private static boolean closedByHost(Socket socket) throws IOException {
    // Whatever it says before.
    socket.getInputStream().readAllBytes();
    return true;
  }
}
