// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of discovery: for each version of IP one on the shared port, which only receives, and
 * one of its own. Confined to their thread, but for {@link #open} and {@link #close}.
 */
final class DatagramSockets implements AutoCloseable {

  /** Makes the handler of a socket. */
  @FunctionalInterface
  interface Handlers {
    ChannelHandler of(boolean ipv6);
  }

  /** Learns what became of a datagram. */
  @FunctionalInterface
  interface Written {
    void written(InetSocketAddress to, @Nullable Throwable failure);
  }

  private static final String LOOPBACK_HOST = "127.0.0.1";
  private static final String WILDCARD_4 = "0.0.0.0";
  private static final String WILDCARD_6 = "::";

  /** Room for a burst of answers; the usual default keeps a few hundred datagrams. */
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  /** More than the longest datagram, so that a longer one is seen to be too long. */
  private static final int READ_BYTES = 2048;

  private static final long SHUTDOWN_MILLIS = 5_000;
  private static final Logger log = LoggerFactory.getLogger(DatagramSockets.class);

  private final EventLoopGroup threads;
  private final boolean loopback;
  private final Handlers handlers;
  private final List<Channel> opened = new ArrayList<>();
  private final Set<String> joined = new LinkedHashSet<>();
  private @Nullable DatagramChannel shared4;
  private @Nullable DatagramChannel own4;
  private @Nullable DatagramChannel shared6;
  private @Nullable DatagramChannel own6;
  private boolean fresh = true;

  DatagramSockets(EventLoopGroup threads, boolean loopback, Handlers handlers) {
    this.threads = threads;
    this.loopback = loopback;
    this.handlers = handlers;
  }

  /**
   * Opens them.
   *
   * @param ipv6 whether to open those of IPv6, too, where the host has it
   */
  void open(int port, boolean ipv6) throws IOException {
    shared4 = bind(false, WILDCARD_4, port);
    own4 = bind(false, loopback ? LOOPBACK_HOST : WILDCARD_4, 0);
    if (ipv6) {
      try {
        shared6 = bind(true, WILDCARD_6, port);
        own6 = bind(true, WILDCARD_6, 0);
      } catch (IOException | RuntimeException missing) {
        log.info("No discovery over IPv6: {}", missing.toString());
      }
    }
  }

  /** Says whether targets were never looked at before; asked once. */
  boolean areFresh() {
    boolean first = fresh;
    fresh = false;
    return first;
  }

  /** Listens on the group of a target, if it is one and was not joined before. */
  void join(BroadcastTarget target) {
    NetworkInterface by = target.by();
    DatagramChannel shared = target.isIpv6() ? shared6 : shared4;
    if (by == null || shared == null || !joined.add(target.toString())) {
      return;
    }
    shared
        .joinGroup(new InetSocketAddress(target.address().getAddress(), 0), by)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                joined.remove(target.toString());
                log.debug("Cannot listen on {}: {}", target, String.valueOf(done.cause()));
              }
            });
  }

  /** Makes the next datagram leave by the interface of a target. */
  void select(BroadcastTarget target) {
    NetworkInterface by = target.by();
    DatagramChannel own = target.isIpv6() ? own6 : own4;
    if (by != null && own != null) {
      own.config().setNetworkInterface(by);
    }
  }

  /** Writes a datagram; says false when there is no room for it. */
  boolean write(ByteBuffer datagram, InetSocketAddress to, Written listener) {
    Channel from = to.getAddress() instanceof Inet4Address ? own4 : own6;
    if (from == null || !from.isWritable()) {
      return false;
    }
    from.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to))
        .addListener(done -> listener.written(to, done.isSuccess() ? null : done.cause()));
    return true;
  }

  @Override
  public void close() {
    for (Channel channel : opened) {
      channel.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    }
  }

  private DatagramChannel bind(boolean ipv6, String host, int port) throws IOException {
    SocketProtocolFamily family = ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    ChannelFuture bound =
        new Bootstrap()
            .group(threads)
            .channelFactory(() -> new NioDatagramChannel(family))
            .option(ChannelOption.SO_REUSEADDR, port != 0)
            .option(ChannelOption.SO_BROADCAST, true)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            .option(ChannelOption.IP_MULTICAST_TTL, loopback ? 0 : 1)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .handler(handlers.of(ipv6))
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw NettyTransport.bindFailure(host, port, bound.cause());
    }
    opened.add(bound.channel());
    return (DatagramChannel) Objects.requireNonNull(bound.channel());
  }
}
