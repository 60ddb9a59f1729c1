// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.protocol.ControlInput;
import io.dftp.ftp.protocol.FtpCommandParser;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one control connection: feeds commands to its session no faster than that takes
 * them, and writes its replies.
 *
 * <p>Reads are asked for one by one, so at most one read's bytes wait here. It goes on reading
 * while a transfer runs, or an ABOR would not be seen, and stops when the session's queue is full
 * or the client does not read its replies. Confined to its channel's event loop.
 */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class ControlChannel extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ControlChannel.class);

  private final ServerContext server;
  private final FtpCommandParser parser;
  private final boolean underTls;
  private final Admission.Guest guest;
  private @Nullable Channel channel;
  private @Nullable Session session;
  private @Nullable ByteBuf waiting;
  private boolean reading;
  private boolean pumping;
  private boolean draining;

  /** From the reply to AUTH on until TLS is there: nothing that comes in clear counts. */
  private boolean switching;

  ControlChannel(ServerContext server, boolean underTls, Admission.Guest guest) {
    this.server = server;
    this.underTls = underTls;
    this.guest = guest;
    parser = new FtpCommandParser(server.config().limits().maxLineBytes());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    server.admission().onSentAway(guest, () -> ctx.executor().execute(this::makeRoom));
    session = new Session(server, this, channel, guest);
    if (underTls) {
      ctx.pipeline().addFirst(session.beginTls());
    }
    session.begin(underTls);
    pump();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = false;
    if (draining) {
      ReferenceCountUtil.release(message);
      readMore();
      return;
    }
    take((ByteBuf) message);
    pump();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    pump();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    releaseWaiting();
    if (session != null) {
      Session ended = session;
      session = null;
      ended.controlClosed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Of what TLS could not read the message would show all.
    log.debug(
        "[{}] Control connection failed: {}",
        server.config().name(),
        cause instanceof DecoderException ? "TLS was not agreed on" : cause.toString());
    ctx.close();
  }

  /** Hands commands on while the session takes them. */
  void pump() {
    if (pumping || switching || session == null || channel == null) {
      return;
    }
    pumping = true;
    try {
      while (!draining
          && !switching
          && waiting != null
          && session.accepts()
          && channel.isWritable()) {
        parseOne(waiting, session);
      }
    } finally {
      pumping = false;
    }
    if (waiting == null && !draining && !switching) {
      readMore();
    }
  }

  /** Writes a reply. */
  void send(FtpReply reply) {
    if (channel != null) {
      write(channel, reply);
    }
  }

  /**
   * Writes a reply in clear, and goes on under TLS. Closes if the client has sent more in clear:
   * somebody on the way may have, and it must not count as said under TLS (RFC 4217 section 15).
   */
  void beginTls(FtpReply reply, SslHandler handler) {
    Channel open = channel;
    if (open == null) {
      return;
    }
    switching = true;
    write(open, reply)
        .addListener(
            sent -> {
              switching = false;
              if (!sent.isSuccess() || waiting != null || !parser.isAtLineStart()) {
                open.close();
              } else {
                open.pipeline().addFirst(handler);
                readMore();
              }
            });
  }

  /**
   * Writes a last reply and closes. The client's unread input is taken in first, for a while:
   * closing over it would reset the connection, and the reply be lost.
   */
  void finish(FtpReply reply) {
    Channel closing = channel;
    if (closing == null || draining) {
      return;
    }
    draining = true;
    releaseWaiting();
    write(closing, reply).addListener(done -> HalfClose.of(closing));
    long grace = server.config().times().closing().toMillis();
    closing.eventLoop().schedule(() -> closing.close(), grace, TimeUnit.MILLISECONDS);
    readMore();
  }

  /**
   * Looks whether the client has closed it, without waiting for the event loop to be told. What the
   * client has said until now is taken in.
   */
  boolean hasGone() {
    if (channel != null) {
      DataChannel.takeIn(channel);
    }
    return channel == null || !channel.isActive();
  }

  /** Closes at once, for somebody else needs the file descriptor. */
  private void makeRoom() {
    Channel closing = channel;
    if (closing == null || draining) {
      closeNow();
      return;
    }
    draining = true;
    releaseWaiting();
    write(
        closing,
        FtpReply.of(ReplyCode.UNAVAILABLE, "Too many connections without a log-in; try later."));
    closing.close();
  }

  /** Closes without a word. */
  void closeNow() {
    if (channel != null) {
      channel.close();
    }
  }

  /** Under TLS one read may bring several pieces. */
  private void take(ByteBuf bytes) {
    waiting = waiting == null ? bytes : Unpooled.wrappedBuffer(waiting, bytes);
  }

  private void parseOne(ByteBuf bytes, Session receiver) {
    ByteBuffer view = bytes.nioBuffer();
    Optional<ControlInput> input = parser.parse(view);
    bytes.skipBytes(bytes.readableBytes() - view.remaining());
    if (!bytes.isReadable()) {
      releaseWaiting();
    }
    input.ifPresent(receiver::receive);
  }

  private static ChannelFuture write(Channel channel, FtpReply reply) {
    return channel.writeAndFlush(Unpooled.wrappedBuffer(reply.encode()));
  }

  private void readMore() {
    if (!reading && channel != null) {
      reading = true;
      channel.read();
    }
  }

  private void releaseWaiting() {
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }
}
