// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages and blobs over TCP.
 *
 * <p>To each peer there are up to two connections, made when there is something to send and used in
 * both directions: one for messages, one for blobs. Bytes that make no sense close their connection
 * and are counted; the rest goes on. Where the settings name a secret, connections go under TLS,
 * and each side proves that it knows the secret before anything else is said. The methods of the
 * two ports are confined to the event loop given at the start; {@link #start} and {@link #close}
 * may be called from any thread but Netty's.
 */
public final class NettyTransport implements Transport, BulkTransport, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NettyTransport.class);

  private static final int THREADS = 2;
  private static final int MAX_READ_BYTES = 256 * 1024;
  private static final int READS_AT_ONCE = 4;
  private static final long SHUTDOWN_MILLIS = 5_000;

  private final TransportConfig config;
  private final EventLoop loop;
  private final Metrics metrics;
  private final EventLoopGroup threads;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Admission admission;
  private final Peers peers;
  private final SelfDelivery self;

  private NettyTransport(
      TransportConfig config,
      NodeAddress localAddress,
      EventLoop loop,
      Metrics metrics,
      EventLoopGroup threads) {
    this.config = config;
    this.loop = loop;
    this.metrics = metrics;
    this.threads = threads;
    Refusals refusals =
        new Refusals(
            localAddress.toString(), config.port() != TransportConfig.NO_PORT, loop::nowNanos);
    this.admission = new Admission(config, refusals, loop::nowNanos);
    this.peers = new Peers(config, localAddress, loop, metrics, admission, this::dial);
    this.self = new SelfDelivery(localAddress, loop, config.limits());
  }

  /**
   * Listens, and returns the transport when the port is bound.
   *
   * @param loop on which the ports are called and call
   * @throws IOException if the port is taken or the address is not this host's; the message names
   *     both
   */
  public static NettyTransport start(TransportConfig config, EventLoop loop, Metrics metrics)
      throws IOException {
    EventLoopGroup threads =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("dftp-net", true), NioIoHandler.newFactory());
    try {
      return listen(config, loop, metrics, threads);
    } catch (IOException | RuntimeException failure) {
      threads.shutdownGracefully(0, SHUTDOWN_MILLIS, MILLISECONDS);
      throw failure;
    }
  }

  private static NettyTransport listen(
      TransportConfig config, EventLoop loop, Metrics metrics, EventLoopGroup threads)
      throws IOException {
    if (config.port() == TransportConfig.NO_PORT) {
      NodeAddress name = new NodeAddress(config.advertisedHost(), 1);
      return new NettyTransport(config, name, loop, metrics, threads);
    }
    // Connections that come before the transport exists wait in the backlog of the socket.
    CompletableFuture<NettyTransport> made = new CompletableFuture<>();
    ServerBootstrap server =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, readBuffers())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    NettyTransport transport = made.getNow(null);
                    if (transport == null) {
                      channel.close();
                    } else {
                      transport.accept(channel);
                    }
                  }
                });
    ChannelFuture bound =
        server.bind(new InetSocketAddress(config.bindHost(), config.port())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw bindFailure(config.bindHost(), config.port(), bound.cause());
    }
    int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    NodeAddress address = new NodeAddress(config.advertisedHost(), port);
    NettyTransport transport = new NettyTransport(config, address, loop, metrics, threads);
    transport.channels.add(bound.channel());
    made.complete(transport);
    bound.channel().config().setAutoRead(true);
    if (!config.secret().isNone() && !config.secret().encrypts()) {
      log.warn("[{}] does not encrypt what it says to other hosts, as it was told", address);
    }
    return transport;
  }

  static IOException bindFailure(String host, int port, @Nullable Throwable cause) {
    String reason = cause == null ? "unknown reason" : String.valueOf(cause.getMessage());
    BindException failure =
        new BindException("cannot listen on " + host + ":" + port + ": " + reason);
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }

  @Override
  public NodeAddress localAddress() {
    return peers.localAddress();
  }

  @Override
  public void send(NodeAddress to, ByteBuffer payload) {
    loop.checkInLoop(this);
    TransportConfig.check(
        payload.remaining() <= MAX_MESSAGE_BYTES,
        "a message of " + payload.remaining() + " bytes is too long");
    if (to.equals(localAddress())) {
      self.send(payload);
    } else {
      peers.send(to, payload);
    }
  }

  @Override
  public void listen(Transport.Receiver receiver) {
    self.listen(receiver);
    peers.listen(receiver);
  }

  @Override
  public CompletableFuture<Void> sendBulk(NodeAddress to, ByteBuffer header, ByteBuffer content) {
    loop.checkInLoop(this);
    TransportConfig.check(
        header.remaining() <= MAX_HEADER_BYTES,
        "a header of " + header.remaining() + " bytes is too long");
    TransportConfig.check(
        content.remaining() <= MAX_CONTENT_BYTES,
        "a blob of " + content.remaining() + " bytes is too long");
    return to.equals(localAddress())
        ? self.sendBulk(header, content)
        : peers.sendBulk(to, header, content);
  }

  @Override
  public void listenBulk(BulkTransport.Receiver receiver) {
    self.listenBulk(receiver);
    peers.listenBulk(receiver);
  }

  /**
   * Closes all connections and fails what is under way. Messages sent before are still handed to
   * the system as far as its buffers have room. Returns when the threads have ended, or after 5 s.
   */
  @Override
  public void close() {
    loop.execute(
        () -> {
          peers.close();
          self.close();
        });
    channels.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    threads
        .shutdownGracefully(0, SHUTDOWN_MILLIS, MILLISECONDS)
        .awaitUninterruptibly(SHUTDOWN_MILLIS);
    admission.close();
  }

  @Override
  public String lastRefusal() {
    return admission.refusals().last();
  }

  /**
   * Returns whom this host did not talk to in the past minute, or who did not talk to it, because
   * their secrets differ; empty when that did not happen. Any thread may ask.
   */
  public String recentDispute() {
    return admission.refusals().recentDispute();
  }

  @Override
  public String toString() {
    return "the transport of " + localAddress();
  }

  private void accept(Channel channel) {
    InetAddress from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    Channel leaves = admission.doors().enter(channel, from);
    if (leaves != null) {
      metrics.count("transport.connections.rejected");
      admission
          .refusals()
          .tellOfStranger(
              from.getHostAddress(), "makes more connections at once than it proves itself on");
      leaves.close();
    }
    if (leaves != channel) {
      channel.closeFuture().addListener(closed -> admission.doors().leave(channel));
      initialize(channel, new Connection(peers, channel, null, Lane.CONTROL));
    }
  }

  private void dial(NodeAddress address, Lane lane) {
    new Bootstrap()
        .group(threads)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.limits().connectTimeout().toMillis())
        .option(ChannelOption.RECVBUF_ALLOCATOR, readBuffers())
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                initialize(channel, new Connection(peers, channel, address, lane));
              }
            })
        .connect(InetSocketAddress.createUnresolved(address.host(), address.port()))
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                String reason = String.valueOf(connected.cause().getMessage());
                loop.execute(() -> peers.dialFailed(address, lane, reason));
              }
            });
  }

  private static RecvByteBufAllocator readBuffers() {
    AdaptiveRecvByteBufAllocator buffers =
        new AdaptiveRecvByteBufAllocator(1024, 8192, MAX_READ_BYTES);
    // A connection full of blobs lets a message on its neighbour pass after so many reads.
    return buffers.maxMessagesPerRead(READS_AT_ONCE);
  }

  private void initialize(Channel channel, Connection connection) {
    channels.add(channel);
    channel
        .pipeline()
        .addLast(
            new FlushConsolidationHandler(
                FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true),
            connection.sealer(),
            connection.decoder(),
            connection);
    RingTls tls = admission.tls();
    boolean dialling = connection.dialled() != null;
    if (dialling && tls != null) {
      channel.pipeline().addFirst(tls.handler(true));
    }
    if (!dialling || tls != null) {
      channel.pipeline().addFirst(new FirstByte(connection::speaks));
    }
  }
}
