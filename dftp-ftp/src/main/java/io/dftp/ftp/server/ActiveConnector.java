// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** Connects to the address of PORT or EPRT when the transfer begins. */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class ActiveConnector implements DataPaths.DataPath {
  private final EventLoop loop;
  private final InetAddress local;
  private final InetSocketAddress target;
  private final FtpServerConfig config;
  private final CompletableFuture<Channel> connected = new CompletableFuture<>();

  ActiveConnector(
      EventLoop loop, InetAddress local, InetSocketAddress target, FtpServerConfig config) {
    this.loop = loop;
    this.local = local;
    this.target = target;
    this.config = config;
  }

  @Override
  public CompletableFuture<Channel> open() {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(config.times().dataConnect().toMillis()))
            .handler(new DataChannel());
    DataChannel.options(bootstrap, config);
    // Any free port: a fixed one lets only one connection to a client be there at a time.
    ChannelFuture future = bootstrap.connect(target, new InetSocketAddress(local, 0));
    future.addListener(
        done -> {
          if (!done.isSuccess()) {
            connected.completeExceptionally(done.cause());
          } else if (!connected.complete(future.channel())) {
            future.channel().close();
          }
        });
    return connected;
  }

  @Override
  public boolean peerHasGone() {
    return false;
  }

  @Override
  public void close() {
    connected.completeExceptionally(new IllegalStateException("Given up."));
  }
}
