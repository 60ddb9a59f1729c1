// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.auth.Authenticator;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.command.CommandTable;
import io.dftp.ftp.files.FileSystem;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a file system over FTP (RFC 959 and what {@code FEAT} lists).
 *
 * <p>Nothing in it blocks an event loop. Safe for use by several threads.
 */
public final class FtpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FtpServer.class);

  /** Clients come in bursts, and a full queue shows as a time-out of seconds on their side. */
  private static final int BACKLOG = 1024;

  private static final int MAX_READ_BYTES = 8192;
  private static final int CLOSE_SECONDS = 5;

  private final ServerContext context;
  private final MultiThreadIoEventLoopGroup loops;
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final AtomicBoolean started = new AtomicBoolean();

  /**
   * Creates a server that does not listen yet.
   *
   * @param config what it may use
   * @param files what it serves
   * @param authenticator who may log in
   * @param clock the time in listings
   */
  public FtpServer(
      FtpServerConfig config, FileSystem files, Authenticator authenticator, InstantSource clock) {
    Admission admission = new Admission(config.limits(), config.times().loginDelay());
    context =
        new ServerContext(
            config,
            files,
            authenticator,
            clock,
            CommandTable.standard(),
            admission,
            new Presence());
    loops =
        new MultiThreadIoEventLoopGroup(
            config.threads(),
            new DefaultThreadFactory("ftp-" + config.name(), true),
            NioIoHandler.newFactory());
  }

  /**
   * Begins to listen. May be called once.
   *
   * @return where it listens; fails with {@link ServerBindException} if it cannot, and then the
   *     server is closed
   */
  public CompletableFuture<InetSocketAddress> start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("The server was started before.");
    }
    Optional<InetSocketAddress> implicit = context.config().implicitAddress();
    return listen(context.config().address(), false)
        .thenCompose(
            address ->
                implicit.isEmpty()
                    ? CompletableFuture.completedFuture(address)
                    : listen(implicit.get(), true).thenApply(second -> address));
  }

  private CompletableFuture<InetSocketAddress> listen(InetSocketAddress at, boolean underTls) {
    CompletableFuture<InetSocketAddress> result = new CompletableFuture<>();
    ChannelFuture bound = bootstrap(underTls).bind(at);
    bound.addListener(done -> started(at, underTls, bound, result));
    return result;
  }

  /** Returns who is logged in now, once for each session. */
  public List<User> present() {
    return context.presence().users();
  }

  /** Ends the sessions of a user as it was logged in; running transfers break off. */
  public void end(User user) {
    context.presence().end(user);
  }

  /** Ends all sessions, breaking off their transfers, and stops listening. Waits some seconds. */
  @Override
  public void close() {
    started.set(true);
    channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private ServerBootstrap bootstrap(boolean underTls) {
    return new ServerBootstrap()
        .group(loops, loops)
        .channelFactory(() -> new ControlListener(context, underTls))
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        // Replies are single small packets: with Nagle each waits for the client's delayed ACK.
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(64, 512, MAX_READ_BYTES))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channels.add(channel);
                channel
                    .pipeline()
                    .addLast(
                        new ControlChannel(
                            context, underTls, channel.attr(ControlListener.GUEST).get()));
              }
            });
  }

  private void started(
      InetSocketAddress at,
      boolean underTls,
      ChannelFuture bound,
      CompletableFuture<InetSocketAddress> result) {
    if (!bound.isSuccess()) {
      var unused = loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      result.completeExceptionally(new ServerBindException(at, bound.cause()));
      return;
    }
    channels.add(bound.channel());
    InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
    log.info("[{}] Serving {} on {}.", context.config().name(), underTls ? "FTPS" : "FTP", address);
    result.complete(address);
  }
}
