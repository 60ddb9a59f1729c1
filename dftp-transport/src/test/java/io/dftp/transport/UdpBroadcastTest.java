// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.Broadcast;
import io.dftp.net.BroadcastContract;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.SingleThreadEventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class UdpBroadcastTest extends BroadcastContract {

  /** Returns how the hosts of a network are set up. */
  DatagramConfig config(int port) {
    return DatagramConfig.loopback(port, "test");
  }

  @Override
  protected Network newNetwork() {
    return new UdpNetwork(this::config);
  }

  @Test
  void drops_and_counts_empty_and_overlong_datagrams() throws IOException {
    try (UdpNetwork network = new UdpNetwork(this::config);
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      List<ByteBuffer> received = new ArrayList<>();
      network.on(1, () -> network.broadcast(1).listen((from, payload) -> received.add(payload)));
      socket.setBroadcast(true);
      for (int length : new int[] {0, Broadcast.MAX_PAYLOAD_BYTES + 1, 10_000, 7}) {
        socket.send(
            new DatagramPacket(
                new byte[length], length, InetAddress.getByName("127.255.255.255"), network.port));
      }

      network.until(1, () -> !received.isEmpty());
      assertThat(received).containsExactly(ByteBuffer.allocate(7));
      assertThat(network.metrics.get(1).value("transport.datagrams.malformed")).isEqualTo(3);
    }
  }

  @Test
  void drops_and_counts_what_comes_from_outside_loopback() throws IOException {
    Optional<InetAddress> outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(outside.isPresent(), "this machine has no other IPv4 address");
    try (UdpNetwork network = new UdpNetwork(this::config);
        DatagramSocket socket = new DatagramSocket(0, outside.get())) {
      socket.send(new DatagramPacket(new byte[9], 9, outside.get(), network.port));

      network.until(
          0,
          () ->
              network.metrics.stream()
                      .mapToLong(counters -> counters.value("transport.datagrams.foreign"))
                      .sum()
                  == 1);
    }
  }

  @Test
  void a_port_that_is_not_shared_is_named_in_the_failure() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(null)) {
      taken.setReuseAddress(false);
      taken.bind(new InetSocketAddress(0));
      int port = taken.getLocalPort();
      try (SingleThreadEventLoop loop = new SingleThreadEventLoop("udp", new Random(1))) {
        assertThatThrownBy(() -> UdpBroadcast.loopback(port, loop, new CountingMetrics()))
            .isInstanceOf(BindException.class)
            .hasMessageContaining(":" + port);
      }
    }
  }

  /** Three hosts that share a discovery port on loopback. */
  static final class UdpNetwork implements Network {
    final List<CountingMetrics> metrics = new ArrayList<>();
    private final List<SingleThreadEventLoop> loops = new ArrayList<>();
    private final List<UdpBroadcast> broadcasts = new ArrayList<>();
    final int port;

    UdpNetwork(IntFunction<DatagramConfig> configs) {
      port = freePort();
      for (int host = 0; host < 3; host++) {
        SingleThreadEventLoop loop = new SingleThreadEventLoop("udp-" + host, new Random(host));
        CountingMetrics counters = new CountingMetrics();
        loops.add(loop);
        metrics.add(counters);
        try {
          broadcasts.add(UdpBroadcast.open(configs.apply(port), loop, counters));
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
    }

    static int freePort() {
      try (DatagramSocket free = new DatagramSocket()) {
        return free.getLocalPort();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public EventLoop loop(int host) {
      return loops.get(host);
    }

    @Override
    public Broadcast broadcast(int host) {
      return broadcasts.get(host);
    }

    @Override
    public void on(int host, Runnable task) {
      TcpNetwork.run(loops.get(host), task);
    }

    @Override
    public void until(int host, BooleanSupplier condition) {
      TcpNetwork.await(loops.get(host), condition);
    }

    @Override
    public void close() {
      broadcasts.forEach(UdpBroadcast::close);
      loops.forEach(SingleThreadEventLoop::close);
    }
  }
}
