// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.dftp.net.Broadcast;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broadcast and multicast by UDP, among the nodes of one host or of the networks it is in.
 *
 * <p>All nodes of a host share one port, on which they only receive: a datagram to one of several
 * sockets on a shared port would reach only one of them. So each node sends from, and is answered
 * on, a socket of its own. A node bound to loopback drops and counts what comes from outside 127/8,
 * and one bound to a network what comes from loopback, so that no node hears of another that it
 * cannot reach. Where there is a secret, what was not sent by somebody who knows it is dropped and
 * counted before it costs the event loop anything. The methods of the port are confined to the
 * event loop given at the start.
 */
public final class UdpBroadcast implements Broadcast, AutoCloseable {

  /** Datagrams that may wait before the loop; one more is dropped. */
  private static final int MAX_BACKLOG = 2048;

  /** How often the network interfaces are looked at again. */
  private static final Duration REFRESH_EVERY = Duration.ofSeconds(10);

  private static final long SHUTDOWN_MILLIS = 5_000;
  private static final Logger log = LoggerFactory.getLogger(UdpBroadcast.class);

  private final DatagramConfig config;
  private final boolean loopback;
  private final EventLoop loop;
  private final Metrics metrics;
  private final EventLoopGroup threads;
  private final AtomicInteger backlog = new AtomicInteger();
  private final Refusals refusals;
  private final DatagramGuard guard;
  private final DatagramSockets sockets;

  /** Confined to the thread of the sockets. */
  private List<BroadcastTarget> targets = List.of();

  private @Nullable Receiver receiver;

  private UdpBroadcast(DatagramConfig config, boolean loopback, EventLoop loop, Metrics metrics) {
    this.config = config;
    this.loopback = loopback;
    this.loop = loop;
    this.metrics = metrics;
    this.threads =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("dftp-udp", true), NioIoHandler.newFactory());
    this.refusals = new Refusals("discovery", true, loop::nowNanos);
    this.guard =
        config.secret().isNone()
            ? new OpenDatagrams(config.cluster(), metrics, refusals)
            : new SealedDatagrams(
                config.cluster(),
                config.secret(),
                new SecureRandom().nextLong(),
                config.clock(),
                loop::nowNanos,
                metrics,
                refusals);
    this.sockets = new DatagramSockets(threads, loopback, Reader::new);
  }

  /**
   * Returns whom this host did not hear in the past minute because their secrets differ; empty when
   * there was nobody. Any thread may ask.
   */
  public String recentDispute() {
    return refusals.recentDispute();
  }

  /**
   * Binds the shared port and a socket of its own, both for loopback only; takes datagrams from
   * anybody there.
   *
   * @param port the shared one, 1 to 65535
   * @param loop on which the port is called and calls
   * @throws IOException if somebody holds the port and does not share it; the message names it
   */
  public static UdpBroadcast loopback(int port, EventLoop loop, Metrics metrics)
      throws IOException {
    return open(DatagramConfig.loopback(port, ""), loop, metrics);
  }

  /**
   * Binds the shared port and sockets of its own.
   *
   * @param loop on which the port is called and calls
   * @throws IOException if somebody holds the port and does not share it; the message names it
   * @throws IllegalArgumentException if it is to reach beyond loopback without a secret
   */
  public static UdpBroadcast open(DatagramConfig config, EventLoop loop, Metrics metrics)
      throws IOException {
    boolean loopback = InetAddress.getByName(config.bindHost()).isLoopbackAddress();
    TransportConfig.check(
        loopback || !config.secret().isNone(), "discovery beyond loopback needs a secret");
    UdpBroadcast broadcast = new UdpBroadcast(config, loopback, loop, metrics);
    try {
      List<BroadcastTarget> found = BroadcastTarget.current(config);
      broadcast.sockets.open(config.port(), !loopback && config.multicast());
      broadcast.threads.next().submit(() -> broadcast.adopt(found)).syncUninterruptibly();
      broadcast
          .threads
          .next()
          .scheduleWithFixedDelay(
              broadcast::refresh, REFRESH_EVERY.toMillis(), REFRESH_EVERY.toMillis(), MILLISECONDS);
      return broadcast;
    } catch (IOException | RuntimeException failure) {
      broadcast.close();
      throw failure;
    }
  }

  @Override
  public void broadcast(ByteBuffer payload) {
    ByteBuffer bytes = checked(payload);
    execute(
        () -> {
          if (targets.isEmpty()) {
            metrics.count("transport.datagrams.dropped");
          }
          for (BroadcastTarget target : targets) {
            sockets.select(target);
            write(guard.wrap(bytes, null), target.address());
          }
        });
  }

  @Override
  public void send(NodeAddress to, ByteBuffer payload) {
    ByteBuffer bytes = checked(payload);
    threads
        .next()
        .execute(() -> write(guard.wrap(bytes, to), new InetSocketAddress(to.host(), to.port())));
  }

  @Override
  public void listen(Receiver taker) {
    TransportConfig.check(receiver == null, "listen was called before");
    receiver = taker;
  }

  /** Closes all sockets. */
  @Override
  public void close() {
    sockets.close();
    threads
        .shutdownGracefully(0, SHUTDOWN_MILLIS, MILLISECONDS)
        .awaitUninterruptibly(SHUTDOWN_MILLIS);
  }

  private void execute(Runnable task) {
    try {
      threads.next().execute(task);
    } catch (RejectedExecutionException closed) {
      metrics.count("transport.datagrams.dropped");
    }
  }

  private static ByteBuffer checked(ByteBuffer payload) {
    TransportConfig.check(
        payload.remaining() <= MAX_PAYLOAD_BYTES,
        "a datagram of " + payload.remaining() + " bytes is too long");
    return payload.slice();
  }

  // On the thread of the sockets.

  private void refresh() {
    try {
      adopt(BroadcastTarget.current(config));
    } catch (IOException failure) {
      log.debug("Could not look at the network interfaces: {}", failure.toString());
    }
  }

  private void adopt(List<BroadcastTarget> found) {
    if (found.isEmpty() && (!targets.isEmpty() || sockets.areFresh())) {
      log.warn(
          "No network interface that belongs to {} can broadcast; hosts are not discovered by it",
          config.bindHost());
    }
    targets = found;
    found.forEach(sockets::join);
  }

  private void write(@Nullable ByteBuffer datagram, InetSocketAddress to) {
    if (datagram == null || to.isUnresolved() || !sockets.write(datagram, to, this::written)) {
      metrics.count("transport.datagrams.dropped");
    }
  }

  private void written(InetSocketAddress to, @Nullable Throwable failure) {
    if (failure == null) {
      metrics.count("transport.datagrams.sent");
    } else {
      metrics.count("transport.datagrams.dropped");
      log.debug("Could not send to {}: {}", to, failure.toString());
    }
  }

  private void received(NodeAddress from, ByteBuffer payload) {
    backlog.decrementAndGet();
    metrics.count("transport.datagrams.received");
    if (receiver != null) {
      receiver.received(from, payload);
    }
  }

  /** Takes datagrams on Netty's thread and hands sound ones to the loop. */
  private final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {

    private final boolean ipv6;

    Reader(boolean ipv6) {
      this.ipv6 = ipv6;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      ByteBuf content = packet.content();
      InetSocketAddress sender = packet.sender();
      if (ipv6 && sender.getAddress() instanceof Inet4Address) {
        // The socket of IPv4 hears it, too.
        return;
      }
      if (sender.getAddress().isLoopbackAddress() != loopback) {
        metrics.count("transport.datagrams.foreign");
      } else if (!content.isReadable()
          || content.readableBytes() > MAX_PAYLOAD_BYTES + guard.overheadBytes()
          || sender.getPort() == 0) {
        metrics.count("transport.datagrams.malformed");
      } else {
        unwrap(content, sender);
      }
    }

    private void unwrap(ByteBuf content, InetSocketAddress sender) {
      byte[] bytes = new byte[content.readableBytes()];
      content.readBytes(bytes);
      NodeAddress from = new NodeAddress(sender.getAddress().getHostAddress(), sender.getPort());
      ByteBuffer payload = guard.unwrap(ByteBuffer.wrap(bytes), from);
      if (payload == null) {
        return;
      }
      if (backlog.incrementAndGet() > MAX_BACKLOG) {
        backlog.decrementAndGet();
        metrics.count("transport.datagrams.overflowed");
      } else {
        loop.execute(() -> UdpBroadcast.this.received(from, payload));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A refused unicast of ours may come back here; the socket stays usable.
      metrics.count("transport.datagrams.failed");
      log.debug("A datagram failed: {}", cause.toString());
    }
  }
}
