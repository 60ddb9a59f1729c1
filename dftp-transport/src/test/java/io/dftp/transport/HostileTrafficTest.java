// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.SingleThreadEventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Hostile traffic over real sockets against hosts with a secret: forged, recorded and repeated,
 * flipped and cut off. Nothing is admitted, no exception escapes, memory does not grow, and nobody
 * gets more bytes than it sent.
 *
 * <p>Short in the build. In full:
 *
 * <pre>
 *   mvn -pl dftp-transport -am test -Dtest=HostileTrafficTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Ddftp.hostile.datagrams=1000000 -Ddftp.hostile.connections=10000
 * </pre>
 */
class HostileTrafficTest {

  private static final int DATAGRAMS = Integer.getInteger("dftp.hostile.datagrams", 20_000);
  private static final int CONNECTIONS = Integer.getInteger("dftp.hostile.connections", 2_000);

  /** What a host answers to the first word of a handshake; connections are from where they say. */
  private static final int HANDSHAKE_BYTES = 2048;

  /** Beyond what the collector leaves lying about between two looks. */
  private static final long HEAP_SLACK_BYTES = 2L << 20;

  /** Java keeps the last 750 certificates that it read, as long as there is room. */
  private static final long CERTIFICATES_BYTES = 750L * 3 * 1024;

  /** Between two looks whether all of it was read, so that the system drops none. */
  private static final int BURST = 200;

  private final ConcurrentLinkedQueue<Throwable> escaped = new ConcurrentLinkedQueue<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final Random random = new Random(4);

  @BeforeEach
  void watch() {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> escaped.add(failure));
  }

  @AfterEach
  void nothingEscaped() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    assertThat(escaped).isEmpty();
  }

  @Test
  void datagrams_admit_nobody_cost_no_memory_and_are_not_answered() throws IOException {
    int port = UdpBroadcastTest.UdpNetwork.freePort();
    CountingMetrics metrics = new CountingMetrics();
    List<ByteBuffer> heard = new CopyOnWriteArrayList<>();
    DatagramConfig config =
        DatagramConfig.loopback(port, "test").withHostAndSecret("127.0.0.1", TcpNetwork.secret(1));
    SingleThreadEventLoop loop = new SingleThreadEventLoop("hostile", new Random(1));
    try (loop;
        UdpBroadcast host = UdpBroadcast.open(config, loop, metrics);
        DatagramSocket evil = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      evil.setSoTimeout(500);
      TcpNetwork.run(
          loop,
          () ->
              host.listen(
                  (from, payload) -> {
                    heard.add(payload);
                    // A member answers whatever it takes for a question.
                    host.send(from, payload);
                  }));
      byte[] recorded = sealed(TcpNetwork.secret(1));
      send(evil, recorded, port);
      TcpNetwork.await(loop, () -> heard.size() == 1);
      InputOutput io = new InputOutput();
      io.drain(evil);
      assertThat(io.received).as("an honest question is answered").isEqualTo(recorded.length);
      io.received = 0;

      long heapBefore = -1;
      long start = System.nanoTime();
      for (int sent = 0; sent < DATAGRAMS; sent++) {
        byte[] hostile = hostile(recorded, sent);
        send(evil, hostile, port);
        io.sent += hostile.length;
        if ((sent + 1) % BURST == 0) {
          awaitRefused(metrics, sent + 1);
        }
        if (sent == DATAGRAMS / 10) {
          heapBefore = heapBytes();
        }
      }
      awaitRefused(metrics, (long) DATAGRAMS / BURST * BURST);
      double seconds = (System.nanoTime() - start) / 1e9;
      long grown = heapBytes() - heapBefore;
      io.drain(evil);

      System.out.printf(
          Locale.ROOT,
          "datagrams %d in %.1f s, refused %s, answered %d bytes for %d, heap %+d KiB%n",
          DATAGRAMS,
          seconds,
          metrics.snapshot(),
          io.received,
          io.sent,
          grown >> 10);
      TcpNetwork.run(loop, () -> assertThat(heard).hasSize(1));
      assertThat(io.received).isZero();
      assertThat(grown).isLessThan(HEAP_SLACK_BYTES);
    }
  }

  @Test
  void connections_admit_nobody_cost_no_memory_and_get_no_more_than_they_send() throws IOException {
    assertThat(connections(TcpNetwork.secret(1).withoutEncryption(), CONNECTIONS))
        .isLessThanOrEqualTo(0);
  }

  @Test
  void encrypted_connections_admit_nobody_cost_no_memory_and_get_no_more_than_a_handshake()
      throws IOException {
    assertThat(connections(TcpNetwork.secret(1), CONNECTIONS / 4))
        .isLessThanOrEqualTo(HANDSHAKE_BYTES);
  }

  /** Returns how much more than it sent any of them got. */
  private long connections(ClusterSecret secret, int count) throws IOException {
    try (TcpNetwork network = new TcpNetwork(TransportLimits.defaults(), secret)) {
      CountingMetrics metrics = network.metrics.get(0);
      NodeAddress host = network.transport(0).localAddress();
      List<ByteBuffer> heard = new CopyOnWriteArrayList<>();
      network.on(0, () -> network.transport(0).listen((from, payload) -> heard.add(payload)));
      byte[] recorded;
      try (Wiretap path = new Wiretap(host)) {
        network.on(1, () -> network.transport(1).send(path.address(), TcpNetwork.bytes(300, 1)));
        network.until(0, () -> heard.size() == 1);
        recorded = path.heard();
      }

      InputOutput io = new InputOutput();
      long heapBefore = -1;
      long start = System.nanoTime();
      for (int made = 0; made < count; made++) {
        if (secret.encrypts() && made % 7 == 6) {
          io.talkUnderTls(host, hostileConnection(recorded, made / 7));
        } else {
          io.talk(host, hostileConnection(recorded, made));
        }
        if (made == count / 10) {
          heapBefore = heapBytes();
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      network.settle();
      long grown = heapBytes() - heapBefore;

      System.out.printf(
          Locale.ROOT,
          "connections %d in %.1f s, answered %d bytes for %d, heap %+d KiB, counted %s%n",
          count,
          seconds,
          io.received,
          io.sent,
          grown >> 10,
          metrics.snapshot());
      network.on(0, () -> assertThat(heard).hasSize(1));
      assertThat(grown).isLessThan(HEAP_SLACK_BYTES + (secret.encrypts() ? CERTIFICATES_BYTES : 0));
      // The others are still served.
      network.on(1, () -> network.transport(1).send(host, TcpNetwork.bytes(9, 9)));
      network.until(0, () -> heard.contains(TcpNetwork.bytes(9, 9)));
      return io.largestGain;
    }
  }

  /** One of each kind in turn. */
  private byte[] hostile(byte[] recorded, int number) {
    return switch (number % 5) {
      case 0 -> recorded;
      case 1 -> flipped(recorded);
      case 2 -> truncated(recorded);
      case 3 -> sealed(TcpNetwork.secret(2));
      default -> forged(recorded);
    };
  }

  private byte[] hostileConnection(byte[] recorded, int number) {
    return switch (number % 6) {
      case 0 -> recorded;
      case 1 -> flipped(recorded);
      case 2 -> truncated(recorded);
      case 3 -> garbage();
      case 4 -> withoutChallenge(number);
      default -> withGuessedTags();
    };
  }

  private byte[] truncated(byte[] sound) {
    return Arrays.copyOf(sound, 1 + random.nextInt(sound.length - 1));
  }

  private byte[] garbage() {
    byte[] garbage = new byte[1 + random.nextInt(2000)];
    random.nextBytes(garbage);
    return garbage;
  }

  /** The id of the key is no secret, so a forger has it. */
  private byte[] forged(byte[] recorded) {
    byte[] forged = sealed(TcpNetwork.secret(2));
    System.arraycopy(recorded, 0, forged, 0, 22);
    return forged;
  }

  private static byte[] withoutChallenge(int number) {
    return FrameProperties.join(
        List.of(
            FrameProperties.frame(FrameType.HELLO, 0, hello()),
            FrameProperties.frame(FrameType.MESSAGE, 0, TcpNetwork.bytes(20, number))));
  }

  /** A fresh challenge with the right id of the key, and frames with tags of a guessed one. */
  private byte[] withGuessedTags() {
    ByteBuffer fresh =
        ByteBuffer.wrap(Challenge.fresh(TcpNetwork.secret(1), new byte[0], random).bytes());
    byte[] challenge = FrameProperties.frame(FrameType.CHALLENGE, 0, fresh);
    byte[] frame = FrameProperties.frame(FrameType.HELLO, 0, hello());
    byte[] guessed = Hmac.of(TcpNetwork.secret(3).connectionKey(), frame);
    return FrameProperties.join(
        List.of(challenge, frame, Hmac.truncated(guessed, FrameSeal.TAG_BYTES)));
  }

  private static ByteBuffer hello() {
    return TcpNetwork.config(5).hello(new NodeAddress("127.0.0.1", 9), Lane.CONTROL).encode();
  }

  private byte[] flipped(byte[] sound) {
    byte[] flipped = sound.clone();
    int bit = random.nextInt(sound.length * 8);
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  private byte[] sealed(ClusterSecret secret) {
    SealedDatagrams sender =
        new SealedDatagrams(
            "test",
            secret,
            random.nextLong(),
            Instant::now,
            System::nanoTime,
            new CountingMetrics(),
            new Refusals("evil", false, () -> 0L));
    ByteBuffer datagram = Objects.requireNonNull(sender.wrap(TcpNetwork.bytes(200, 1), null));
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    return bytes;
  }

  private static void send(DatagramSocket socket, byte[] bytes, int port) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  /** Waits until that many were refused, for some reason or other. */
  private static void awaitRefused(CountingMetrics metrics, long count) {
    long deadline = System.nanoTime() + TcpNetwork.PATIENCE_NANOS;
    while (refused(metrics) < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("refused " + metrics.snapshot() + " of " + count);
      }
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
    }
  }

  private static long refused(CountingMetrics metrics) {
    long sum = 0;
    for (String reason : List.of("unauthenticated", "forged", "replayed", "untimely")) {
      sum += metrics.value("transport.datagrams." + reason);
    }
    return sum;
  }

  private static long heapBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Counts what a stranger sends and gets. */
  private static final class InputOutput {
    long sent;
    long received;
    long largestGain = Long.MIN_VALUE;

    void drain(DatagramSocket socket) throws IOException {
      DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
      try {
        while (true) {
          socket.receive(packet);
          received += packet.getLength();
        }
      } catch (SocketTimeoutException nothingMore) {
        return;
      }
    }

    /** Makes a handshake first; what it costs is not counted. */
    void talkUnderTls(NodeAddress host, byte[] bytes) throws IOException {
      try (SSLSocket socket = TlsStranger.handshake(new Socket(host.host(), host.port()), true)) {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        long got = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(got).isLessThanOrEqualTo(bytes.length);
      } catch (SocketException | SSLException closed) {
        // The host closes at the first unsound byte.
        sent += 0;
      }
    }

    /** Sends the bytes and says no more; reads until the host closes. */
    void talk(NodeAddress host, byte[] bytes) throws IOException {
      long got = 0;
      try (Socket socket = new Socket(host.host(), host.port())) {
        socket.setSoTimeout(20_000);
        InputStream in = socket.getInputStream();
        try {
          socket.getOutputStream().write(bytes);
          socket.shutdownOutput();
          byte[] buffer = new byte[4096];
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            got += read;
          }
        } catch (SocketException reset) {
          // The host closes at the first unsound byte, and what it had not read resets.
          got += 0;
        }
      }
      sent += bytes.length;
      received += got;
      largestGain = Math.max(largestGain, got - bytes.length);
    }
  }
}
