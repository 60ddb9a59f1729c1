// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.Message;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Stores blobs of 1 MiB by requests over loopback, as a replica would receive them, and reports the
 * throughput beside that of a bare socket in the same run. Fails only if blobs are lost: figures of
 * a shared machine prove nothing.
 */
class BulkThroughputTest {

  private static final int BLOB_BYTES = 1 << 20;
  private static final int BLOBS = Integer.getInteger("dftp.throughput.blobs", 512);
  private static final int IN_FLIGHT = 8;

  private record Store(long number) implements Message {}

  private record Stored(long number) implements Message {}

  private static final MessageCodec CODEC =
      new MessageCodec(
          List.of(
              new MessageType<>(
                  60_001,
                  Store.class,
                  (message, to) -> to.i64(message.number()),
                  from -> new Store(from.i64())),
              new MessageType<>(
                  60_002,
                  Stored.class,
                  (message, to) -> to.i64(message.number()),
                  from -> new Stored(from.i64()))));

  @Test
  void blobs_by_requests_against_a_bare_socket() throws IOException, InterruptedException {
    blobs("in clear", ClusterSecret.none());
  }

  @Test
  void sealed_blobs_by_requests_against_a_bare_socket() throws IOException, InterruptedException {
    blobs("sealed", TcpNetwork.secret(1).withoutEncryption());
  }

  @Test
  void encrypted_blobs_by_requests_against_a_bare_socket()
      throws IOException, InterruptedException {
    blobs("encrypted", TcpNetwork.secret(1));
  }

  private static void blobs(String how, ClusterSecret secret)
      throws IOException, InterruptedException {
    try (TcpNetwork network = new TcpNetwork(TransportLimits.defaults(), secret)) {
      Run run = new Run(network);
      run.megabytesPerSecond(BLOBS / 2);
      long before = cpuNanos();
      double requests = run.megabytesPerSecond(BLOBS);
      double cpuSeconds = (cpuNanos() - before) / 1e9;
      bareSocket(BLOBS / 2);
      double bare = bareSocket(BLOBS);
      System.out.printf(
          Locale.ROOT,
          "blobs by requests %s %.0f MB/s, %.2f CPU-s/GB, bare socket %.0f MB/s, ratio %.2f%n",
          how,
          requests,
          cpuSeconds * 1e3 / megabytes(BLOBS),
          bare,
          requests / bare);
      assertThat(run.served).isEqualTo(BLOBS + BLOBS / 2);
      assertThat(run.failed).isZero();
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double bareSocket(int blobs) throws IOException, InterruptedException {
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      Thread reader =
          new Thread(
              () -> {
                try (SocketChannel socket = server.accept()) {
                  ByteBuffer buffer = ByteBuffer.allocateDirect(BLOB_BYTES);
                  while (socket.read(buffer.clear()) >= 0) {
                    Thread.onSpinWait();
                  }
                } catch (IOException failure) {
                  throw new UncheckedIOException(failure);
                }
              });
      reader.start();
      long start = System.nanoTime();
      try (SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
        ByteBuffer blob = ByteBuffer.allocateDirect(BLOB_BYTES);
        for (int i = 0; i < blobs; i++) {
          blob.clear();
          while (blob.hasRemaining()) {
            socket.write(blob);
          }
        }
      }
      reader.join();
      return megabytes(blobs) * 1e9 / (System.nanoTime() - start);
    }
  }

  private static double megabytes(int blobs) {
    return (double) blobs * BLOB_BYTES / 1e6;
  }

  /** A host that sends and a host that stores. */
  private static final class Run {
    private final TcpNetwork network;
    private final NodeAddress to;
    private final ByteBuffer blob = TcpNetwork.bytes(BLOB_BYTES, 1);
    private @Nullable RequestChannel sender;
    private int toSend;
    private int inFlight;
    int served;
    int failed;

    Run(TcpNetwork network) {
      this.network = network;
      this.to = network.transport(1).localAddress();
      network.on(0, () -> sender = channel(0));
      network.on(
          1,
          () ->
              channel(1)
                  .on(
                      Store.class,
                      (message, exchange) -> {
                        if (exchange.content().remaining() == BLOB_BYTES) {
                          served++;
                        }
                        exchange.reply(new Stored(message.number()));
                      }));
    }

    private RequestChannel channel(int host) {
      return new RequestChannel(
          network.loop(host),
          network.transport(host),
          network.bulk(host),
          CODEC,
          new CountingMetrics());
    }

    double megabytesPerSecond(int blobs) {
      long start = System.nanoTime();
      network.on(
          0,
          () -> {
            toSend = blobs;
            send();
          });
      network.until(0, () -> toSend == 0 && inFlight == 0);
      return megabytes(blobs) * 1e9 / (System.nanoTime() - start);
    }

    private void send() {
      while (toSend > 0 && inFlight < IN_FLIGHT) {
        toSend--;
        inFlight++;
        CallContext context = CallContext.withTimeout(network.loop(0), Duration.ofSeconds(30));
        requireNonNull(sender)
            .request(to, new Store(toSend), blob.duplicate(), Stored.class, context)
            .whenComplete(
                (answer, failure) -> {
                  context.close();
                  inFlight--;
                  failed += failure == null ? 0 : 1;
                  send();
                });
      }
    }
  }
}
