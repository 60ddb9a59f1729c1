// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.dftp.net.Broadcast;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broadcast by UDP among the nodes of one host.
 *
 * <p>All nodes share one port, on which they only receive: a datagram to one of several sockets on
 * a shared port would reach only one of them. So each node sends from, and is answered on, a socket
 * of its own. Broadcasts go to 127.255.255.255, and what comes from outside 127/8 is dropped and
 * counted. The methods of the port are confined to the event loop given at the start.
 */
public final class UdpBroadcast implements Broadcast, AutoCloseable {

  /** Reaches every socket of this host that is bound to the wildcard address. */
  private static final String LOOPBACK_BROADCAST = "127.255.255.255";

  private static final String LOOPBACK_HOST = "127.0.0.1";
  private static final String WILDCARD = "0.0.0.0";

  /** Room for a burst of answers; the usual default keeps a few hundred datagrams. */
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  /** More than the longest payload, so that a longer one is seen to be too long. */
  private static final int READ_BYTES = 2048;

  /** Datagrams that may wait before the loop; one more is dropped. */
  private static final int MAX_BACKLOG = 2048;

  private static final long SHUTDOWN_MILLIS = 5_000;
  private static final Logger log = LoggerFactory.getLogger(UdpBroadcast.class);

  private final EventLoop loop;
  private final Metrics metrics;
  private final EventLoopGroup threads;
  private final InetSocketAddress everybody;
  private final AtomicInteger backlog = new AtomicInteger();
  private @Nullable Channel shared;
  private @Nullable Channel own;
  private @Nullable Receiver receiver;

  private UdpBroadcast(int port, EventLoop loop, Metrics metrics) {
    this.loop = loop;
    this.metrics = metrics;
    this.everybody = new InetSocketAddress(LOOPBACK_BROADCAST, port);
    this.threads =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("dftp-udp", true), NioIoHandler.newFactory());
  }

  /**
   * Binds the shared port and a socket of its own, both for loopback only.
   *
   * @param port the shared one, 1 to 65535
   * @param loop on which the port is called and calls
   * @throws IOException if somebody holds the port and does not share it; the message names it
   */
  public static UdpBroadcast loopback(int port, EventLoop loop, Metrics metrics)
      throws IOException {
    TransportConfig.check(port >= 1 && port <= 65_535, "port must be 1..65535, not " + port);
    UdpBroadcast broadcast = new UdpBroadcast(port, loop, metrics);
    try {
      broadcast.shared = broadcast.bind(WILDCARD, port);
      broadcast.own = broadcast.bind(LOOPBACK_HOST, 0);
      return broadcast;
    } catch (IOException | RuntimeException failure) {
      broadcast.close();
      throw failure;
    }
  }

  @Override
  public void broadcast(ByteBuffer payload) {
    write(everybody, payload);
  }

  @Override
  public void send(NodeAddress to, ByteBuffer payload) {
    write(new InetSocketAddress(to.host(), to.port()), payload);
  }

  @Override
  public void listen(Receiver taker) {
    TransportConfig.check(receiver == null, "listen was called before");
    receiver = taker;
  }

  /** Closes both sockets. */
  @Override
  public void close() {
    for (Channel channel : new Channel[] {shared, own}) {
      if (channel != null) {
        channel.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
      }
    }
    threads
        .shutdownGracefully(0, SHUTDOWN_MILLIS, MILLISECONDS)
        .awaitUninterruptibly(SHUTDOWN_MILLIS);
  }

  private void write(InetSocketAddress to, ByteBuffer payload) {
    TransportConfig.check(
        payload.remaining() <= MAX_PAYLOAD_BYTES,
        "a datagram of " + payload.remaining() + " bytes is too long");
    Channel from = own;
    if (from == null || to.isUnresolved() || !from.isWritable()) {
      metrics.count("transport.datagrams.dropped");
      return;
    }
    metrics.count("transport.datagrams.sent");
    from.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(payload.duplicate()), to))
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                metrics.count("transport.datagrams.dropped");
                log.debug("Could not send to {}: {}", to, String.valueOf(written.cause()));
              }
            });
  }

  private Channel bind(String host, int port) throws IOException {
    ChannelFuture bound =
        new Bootstrap()
            .group(threads)
            .channelFactory(() -> new NioDatagramChannel(SocketProtocolFamily.INET))
            .option(ChannelOption.SO_REUSEADDR, port != 0)
            .option(ChannelOption.SO_BROADCAST, true)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .handler(new Reader())
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw NettyTransport.bindFailure(host, port, bound.cause());
    }
    return bound.channel();
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

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      ByteBuf content = packet.content();
      InetSocketAddress sender = packet.sender();
      if (!sender.getAddress().isLoopbackAddress()) {
        metrics.count("transport.datagrams.foreign");
      } else if (!content.isReadable()
          || content.readableBytes() > MAX_PAYLOAD_BYTES
          || sender.getPort() == 0) {
        metrics.count("transport.datagrams.malformed");
      } else if (backlog.incrementAndGet() > MAX_BACKLOG) {
        backlog.decrementAndGet();
        metrics.count("transport.datagrams.overflowed");
      } else {
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        NodeAddress from = new NodeAddress(sender.getAddress().getHostAddress(), sender.getPort());
        loop.execute(() -> UdpBroadcast.this.received(from, ByteBuffer.wrap(bytes)));
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
