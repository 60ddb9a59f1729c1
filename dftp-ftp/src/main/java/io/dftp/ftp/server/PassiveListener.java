// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for one data connection of the control connection's peer. A stranger is turned away and the
 * waiting goes on (RFC 2577 section 8). Confined to the session's event loop.
 */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class PassiveListener implements DataPaths.DataPath {
  private static final Logger log = LoggerFactory.getLogger(PassiveListener.class);
  private static final int BACKLOG = 16;
  private static final int ROUNDS = 3;
  private static final int ROUND_MILLIS = 20;

  private final EventLoop loop;
  private final InetAddress peer;
  private final FtpServerConfig config;
  private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
  private @Nullable Channel listening;
  private @Nullable Channel unclaimed;
  private boolean claimed;
  private boolean closed;

  PassiveListener(EventLoop loop, InetAddress peer, FtpServerConfig config) {
    this.loop = loop;
    this.peer = peer;
    this.config = config;
  }

  /** Listens on the first port that is free; returns it. */
  CompletableFuture<Integer> bind(InetAddress local, List<Integer> ports) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    bindNext(local, ports, 0, result);
    return result;
  }

  @Override
  public CompletableFuture<Channel> open() {
    claimed = true;
    if (unclaimed != null) {
      accepted.complete(unclaimed);
      unclaimed = null;
      return accepted;
    }
    Runnable giveUp =
        () -> {
          if (accepted.completeExceptionally(new TimeoutException("Nobody connected."))) {
            close();
          }
        };
    long millis = config.times().dataConnect().toMillis();
    var timer = loop.schedule(giveUp, millis, TimeUnit.MILLISECONDS);
    return accepted.whenComplete((channel, failure) -> timer.cancel(false));
  }

  @Override
  public boolean peerHasGone() {
    if (unclaimed == null && listening != null) {
      DataChannel.takeIn(listening);
    }
    return unclaimed != null && DataChannel.isOver(unclaimed);
  }

  @Override
  public void close() {
    closed = true;
    stopListening();
    if (unclaimed != null) {
      unclaimed.close();
      unclaimed = null;
    }
    accepted.completeExceptionally(new IllegalStateException("Given up."));
  }

  private void bindNext(
      InetAddress local, List<Integer> ports, int tries, CompletableFuture<Integer> result) {
    ChannelFuture bound = bootstrap().bind(local, ports.get(tries % ports.size()));
    bound.addListener(
        done -> {
          if (done.isSuccess()) {
            listening = bound.channel();
            if (closed) {
              stopListening();
            }
            result.complete(((InetSocketAddress) bound.channel().localAddress()).getPort());
          } else if (closed || tries + 1 >= ports.size() * ROUNDS) {
            log.warn("[{}] No passive port is free: {}", config.name(), done.cause().toString());
            result.completeExceptionally(done.cause());
          } else if ((tries + 1) % ports.size() == 0) {
            // A port just given up comes free only once the event loop has selected again.
            loop.schedule(
                () -> bindNext(local, ports, tries + 1, result),
                ROUND_MILLIS,
                TimeUnit.MILLISECONDS);
          } else {
            bindNext(local, ports, tries + 1, result);
          }
        });
  }

  private ServerBootstrap bootstrap() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    DataChannel.childOptions(bootstrap, config);
    return bootstrap;
  }

  private void accept(Channel channel) {
    InetSocketAddress from = (InetSocketAddress) channel.remoteAddress();
    if (from == null || !from.getAddress().equals(peer)) {
      log.warn("[{}] Turned away {}: not the client {}.", config.name(), from, peer);
      channel.close();
      return;
    }
    if (closed || unclaimed != null || accepted.isDone()) {
      channel.close();
      return;
    }
    channel.pipeline().addLast(new DataChannel());
    stopListening();
    if (claimed) {
      // Not before the channel's own set-up is over.
      unclaimed = channel;
      loop.execute(
          () -> {
            unclaimed = null;
            if (!accepted.complete(channel)) {
              channel.close();
            }
          });
    } else {
      unclaimed = channel;
    }
  }

  private void stopListening() {
    if (listening != null) {
      listening.close();
      listening = null;
    }
  }
}
