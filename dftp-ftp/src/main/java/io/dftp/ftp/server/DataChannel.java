// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one data connection, for the transfer that uses it. It reads only when asked.
 *
 * <p>A clean end of the input and a reset are told apart, for one publishes an upload and the other
 * must not. Confined to the session's event loop.
 */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class DataChannel extends ChannelInboundHandlerAdapter {
  /** What one read takes. */
  static final int CHUNK_BYTES = 256 * 1024;

  /** More than this a connection does not hold of what its socket has not taken yet. */
  private static final int MOST_UNSENT_BYTES = 256 * 1024;

  private @Nullable Listener listener;
  private boolean over;

  /** What a transfer wants to know. At most one of the last two is called, once. */
  interface Listener {
    /** Bytes came; the receiver releases them. */
    void received(ByteBuf bytes);

    /** More may or may not be written. */
    void writabilityChanged();

    /** The peer has sent all, properly. */
    void inputEnded();

    /** The connection is broken. */
    void broken(Throwable cause);
  }

  static void options(Bootstrap bootstrap, FtpServerConfig config) {
    allOptions(config).forEach((option, value) -> bootstrap.option(option, value));
  }

  static void childOptions(ServerBootstrap bootstrap, FtpServerConfig config) {
    allOptions(config).forEach((option, value) -> bootstrap.childOption(option, value));
  }

  /** Sends events to a transfer from now on. */
  static void attach(Channel channel, Listener listener) {
    DataChannel handler = channel.pipeline().get(DataChannel.class);
    if (handler == null || handler.over || !channel.isActive()) {
      listener.broken(new IOException("The data connection is closed."));
      return;
    }
    handler.listener = listener;
  }

  /**
   * Takes in at once what the system knows of a connection or a listener, without waiting for the
   * event loop to be told. Bytes that come so are lost on a data connection to which no transfer is
   * attached, so there it is for those on which the client has nothing to say.
   */
  static void takeIn(Channel channel) {
    if (channel.isRegistered() && channel.isActive()) {
      ((AbstractNioChannel.NioUnsafe) channel.unsafe()).read();
    }
  }

  /** Looks whether the peer has ended or broken a connection that no transfer uses yet. */
  static boolean isOver(Channel channel) {
    takeIn(channel);
    DataChannel handler = channel.pipeline().get(DataChannel.class);
    return handler == null || handler.over;
  }

  /** Closes without a word, also under TLS: what was broken off must not look complete. */
  static void drop(Channel channel) {
    ChannelHandlerContext nearest = channel.pipeline().firstContext();
    if (nearest == null) {
      channel.close();
    } else {
      nearest.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (listener == null) {
      bytes.release();
    } else {
      listener.received(bytes);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean underTls = ctx.pipeline().get(SslHandler.class) != null;
    if (event instanceof SslCloseCompletionEvent said && said.isSuccess()) {
      inputEnded();
    } else if (event instanceof ChannelInputShutdownEvent && underTls) {
      // Anybody on the way can end a connection: only the client can say that this is all.
      if (!over) {
        broken(new IOException("The data ended without the end of TLS."));
        ctx.close();
      }
    } else if (event instanceof ChannelInputShutdownEvent) {
      // After a reset this event comes too, but then the exception has come before it.
      inputEnded();
    }
  }

  private void inputEnded() {
    if (!over) {
      over = true;
      if (listener != null) {
        listener.inputEnded();
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(cause);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken(new IOException("The data connection is closed."));
  }

  private void broken(Throwable cause) {
    if (!over) {
      over = true;
      if (listener != null) {
        listener.broken(cause);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<ChannelOption<Object>, Object> allOptions(FtpServerConfig config) {
    int high = Math.min(MOST_UNSENT_BYTES, config.limits().transferWindowBytes());
    Map<? extends ChannelOption<?>, Object> options =
        Map.of(
            ChannelOption.AUTO_READ, false,
            ChannelOption.ALLOW_HALF_CLOSURE, true,
            ChannelOption.TCP_NODELAY, true,
            ChannelOption.SO_KEEPALIVE, true,
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(CHUNK_BYTES),
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 4, high));
    return (Map<ChannelOption<Object>, Object>) options;
  }
}
