// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.net.WireFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: the {@link Introduction}, then frames in both directions. Confined to the
 * channel's thread; the methods in the section for the loop are called there and hop.
 */
final class Connection extends ChannelInboundHandlerAdapter
    implements FrameDecoder.Sink, Introduction.Wire {

  private enum State {
    INTRODUCTION,
    READY,
    CLOSED
  }

  /** What waits in memory behind the socket of a bulk connection. */
  private static final int BULK_WATERMARK_BYTES = 512 * 1024;

  /** What may wait behind a socket beyond the watermark, which answers do not heed. */
  private static final int MAX_UNREAD_BYTES = 4 << 20;

  private static final String BUSY_OR_OLD = "it has too many connections, or runs an older version";

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private final ConnectionOwner owner;
  private final Channel channel;
  private final FrameDecoder decoder = new FrameDecoder(this, Hello.MAX_BYTES);
  private final FrameSealer sealer = new FrameSealer();
  private final FrameEncoder frames;
  private final @Nullable NodeAddress dialled;
  private final Introduction introduction;
  private final Liveness liveness;
  private final Backlog backlog;
  private @Nullable BulkTraffic bulk;
  private @Nullable Hello peer;
  private @Nullable Future<?> timer;
  private Lane lane;
  private State state = State.INTRODUCTION;
  private String closeReason = "the other side closed the connection";
  private boolean lost = true;
  private boolean faulty;

  /** The other side talks in clear where this one encrypts. */
  private boolean inClear;

  /**
   * Creates one that is not connected yet.
   *
   * @param dialled the address this side connects to; null when the other side connected
   */
  Connection(ConnectionOwner owner, Channel channel, @Nullable NodeAddress dialled, Lane lane) {
    this.owner = owner;
    this.channel = channel;
    this.dialled = dialled;
    this.lane = lane;
    this.frames = new FrameEncoder(channel.alloc());
    this.introduction =
        new Introduction(
            owner.admission().secret(),
            owner::hello,
            owner.admission().nonces(),
            this,
            dialled != null,
            lane);
    this.liveness = new Liveness(owner.limits().idleTimeout().toNanos(), owner.loop().nowNanos());
    this.backlog = new Backlog(channel, owner.loop(), owner.limits().queueBytes());
  }

  FrameDecoder decoder() {
    return decoder;
  }

  FrameSealer sealer() {
    return sealer;
  }

  // For the loop, once the connection is ready.

  Lane lane() {
    return lane;
  }

  @Nullable NodeAddress dialled() {
    return dialled;
  }

  boolean isIntroduced() {
    return peer != null;
  }

  /** Returns how the other side introduced itself. */
  Hello peer() {
    Hello known = peer;
    if (known == null) {
      throw new IllegalStateException("not introduced yet");
    }
    return known;
  }

  /** Writes a message; says false when too much waits already. */
  boolean send(ByteBuffer payload) {
    if (!channel.isWritable()) {
      return false;
    }
    write(FrameType.MESSAGE, 0, payload);
    return true;
  }

  void announce(OutgoingTransfer transfer) {
    channel.eventLoop().execute(() -> bulk().writer().announce(transfer));
  }

  void cancel(OutgoingTransfer transfer) {
    channel.eventLoop().execute(() -> bulk().writer().cancel(transfer));
  }

  void grant(int id, int length) {
    channel
        .eventLoop()
        .execute(
            () -> {
              bulk().granted(id, length);
              write(FrameType.GRANT, id);
            });
  }

  void forget(int id) {
    channel.eventLoop().execute(() -> bulk().forget(id));
  }

  void release(int id) {
    bulk().released();
    write(FrameType.RELEASE, id);
  }

  /** Closes it for a fault of the other side. */
  void reject(String reason) {
    channel.eventLoop().execute(() -> malformed(reason));
  }

  // On the channel's thread.

  @Override
  public void channelActive(ChannelHandlerContext context) {
    liveness.heard(owner.loop().nowNanos());
    owner.metrics().count("transport.connections.opened");
    if (owner.admission().tls() == null) {
      introduction.begin();
    }
    arm(this::introductionOverdue, owner.limits().helloTimeout().toMillis());
  }

  /** Learns by the first byte what the other side speaks. */
  void speaks(ChannelHandlerContext first, boolean tls) {
    RingTls mine = owner.admission().tls();
    if (mine == null) {
      if (tls) {
        // What it says further is not for this host.
        faulty = true;
        introduction.tlsUnwanted();
        refused(introduction.refusal());
        channel.close();
      }
    } else if (!tls) {
      inClear = true;
      if (dialled != null) {
        first.pipeline().remove(SslHandler.class);
      }
    } else if (dialled == null) {
      first.pipeline().addAfter(first.name(), null, mine.handler(false));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent ended) || inClear) {
      return;
    }
    if (!ended.isSuccess()) {
      tlsFailed(ended.cause());
      return;
    }
    try {
      SSLSession session = context.pipeline().get(SslHandler.class).engine().getSession();
      frames.underTls();
      decoder.underTls();
      introduction.underTls(RingTls.fingerprints(session, dialled != null));
    } catch (SSLPeerUnverifiedException anonymous) {
      tlsFailed(anonymous);
    }
  }

  private void tlsFailed(Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    if (channel.isActive()) {
      refused("does not get through the handshake of TLS: " + Introduction.printable(cause));
    } else if (dialled != null) {
      refused("closed the connection before TLS was agreed on; " + BUSY_OR_OLD);
    } else {
      state = State.CLOSED;
      owner.metrics().count("transport.handshakes.ended");
    }
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = State.CLOSED;
    disarm();
    owner.loop().execute(() -> owner.closed(this, lost, closeReason));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (bulk != null && channel.isWritable()) {
      bulk.writer().write();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() instanceof SSLException tls
            ? tls
            : thrown;
    if (cause instanceof SSLException && peer == null) {
      tlsFailed(cause);
    } else if (cause instanceof SSLException) {
      tampered();
    } else if (!(cause instanceof IOException)) {
      log.error("[{}] a connection failed", owner.localAddress(), cause);
    }
    close(String.valueOf(cause.getMessage()));
  }

  private void tampered() {
    if (state != State.CLOSED) {
      owner.metrics().count("transport.frames.forged");
      tellRefusal("sent what was forged, repeated or damaged on the way");
      close("bytes that TLS finds unsound");
    }
  }

  @Override
  public void malformed(String reason) {
    if (faulty) {
      return;
    }
    faulty = true;
    owner.metrics().count("transport.frames.malformed");
    log.debug("[{}] closes {}: {}", owner.localAddress(), channel.remoteAddress(), reason);
    close("malformed: " + reason);
  }

  @Override
  public void forged() {
    if (introduction.awaitsProof()) {
      refused(
          "gave no proof of the cluster secret: forged, repeated or damaged bytes; look at what"
              + " runs there");
      channel.close();
    } else {
      tampered();
    }
  }

  @Override
  public void truncated() {
    owner.metrics().count("transport.frames.truncated");
  }

  @Override
  public void frame(FrameType type, int stream, ByteBuf payload) throws WireFormatException {
    liveness.heard(owner.loop().nowNanos());
    switch (state) {
      case INTRODUCTION -> introduce(type, payload);
      case READY -> {
        if (type == FrameType.PING) {
          write(FrameType.PONG, 0);
          liveness.answered();
        } else if (type == FrameType.BYE) {
          lost = false;
          close("nobody used it");
        } else if (type != FrameType.PONG) {
          if (lane == Lane.CONTROL) {
            controlFrame(type, payload);
          } else {
            bulk().frame(type, stream, payload);
          }
        }
      }
      case CLOSED -> {
        // What was read together with the frame that ended it.
      }
    }
  }

  private void introduce(FrameType type, ByteBuf payload) throws WireFormatException {
    introduction.frame(type, copy(payload).array());
    Hello theirs = introduction.peer();
    if (theirs != null) {
      lane = theirs.lane();
      introduced(theirs);
    } else if (introduction.isRefused()) {
      refused(introduction.refusal());
      channel.close();
    }
  }

  private void refused(String reason) {
    state = State.CLOSED;
    closeReason = peerName() + " " + reason;
    owner.metrics().count("transport.handshakes.refused");
    tellRefusal(reason);
  }

  private void tellRefusal(String reason) {
    if (peer == null && dialled == null) {
      owner.admission().refusals().tellOfStranger(host(), reason);
    } else {
      owner.admission().refusals().tell(peerName(), reason);
    }
  }

  /** Returns what the other side is called in the log; its port tells nothing if it dialled. */
  private String peerName() {
    if (peer != null) {
      return peer.address().toString();
    }
    if (dialled != null) {
      return dialled.toString();
    }
    return Refusals.stranger(host());
  }

  private String host() {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "an unknown address";
  }

  @Override
  public void write(FrameType type, ByteBuffer payload) {
    write(type, 0, payload);
  }

  @Override
  public void seal(FrameSeal outgoing, FrameSeal incoming) {
    sealer.start(outgoing);
    decoder.demandTags(incoming);
  }

  @Override
  public void unseal() {
    sealer.stop();
    decoder.demandNoTags();
  }

  @Override
  public @Nullable String admit() {
    return owner.admission().doors().prove(channel) ? null : "it has all the connections it takes";
  }

  private void introduced(Hello theirs) {
    peer = theirs;
    state = State.READY;
    liveness.answered();
    if (lane == Lane.CONTROL) {
      decoder.accept(Transport.MAX_MESSAGE_BYTES);
    } else {
      decoder.accept(Frame.MAX_PAYLOAD_BYTES);
      int chunkBytes = Math.min(theirs.maxPayloadBytes(), frames.chunkBytes());
      TransferWriter writer = new TransferWriter(channel, frames, chunkBytes);
      bulk = new BulkTraffic(this, owner, backlog, liveness, writer);
    }
    channel.config().setWriteBufferWaterMark(watermark());
    scheduleLivenessCheck();
    owner.loop().execute(() -> owner.ready(this));
  }

  private WriteBufferWaterMark watermark() {
    int high = lane == Lane.CONTROL ? owner.limits().queueBytes() : BULK_WATERMARK_BYTES;
    return new WriteBufferWaterMark(high / 2, high);
  }

  private void controlFrame(FrameType type, ByteBuf payload) throws WireFormatException {
    if (type != FrameType.MESSAGE) {
      throw new WireFormatException(type + " on the control lane");
    }
    NodeAddress from = peer().address();
    ByteBuffer message = copy(payload);
    backlog.deliver(message.remaining(), () -> owner.message(from, message));
  }

  private void introductionOverdue() {
    if (state == State.INTRODUCTION) {
      owner.metrics().count("transport.handshakes.overdue");
      close("no introduction in time");
    }
  }

  private void scheduleLivenessCheck() {
    arm(this::checkLiveness, Math.max(1, owner.limits().idleTimeout().toMillis() / 4));
  }

  private void arm(Runnable task, long millis) {
    disarm();
    timer = channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** A timer holds its connection, and many that end at once would fill the memory until then. */
  private void disarm() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void checkLiveness() {
    if (state != State.READY) {
      return;
    }
    long now = owner.loop().nowNanos();
    if (!channel.config().isAutoRead()) {
      liveness.deaf(now);
    }
    boolean owesPieces = bulk != null && bulk.owesPieces();
    boolean transferring = bulk != null && bulk.isTransferring();
    switch (liveness.verdict(now, owesPieces, transferring)) {
      case WELL -> scheduleLivenessCheck();
      case ASK -> {
        write(FrameType.PING, 0);
        scheduleLivenessCheck();
      }
      case SILENT -> {
        owner.metrics().count("transport.connections.silent");
        close("silent for " + owner.limits().idleTimeout());
      }
      case UNUSED -> {
        lost = false;
        write(FrameType.BYE, 0);
        close("nobody used it");
      }
    }
  }

  private void close(String reason) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      closeReason = reason;
    }
    channel.close();
  }

  private void write(FrameType type, int stream, ByteBuffer... parts) {
    if (channel.bytesBeforeWritable() > MAX_UNREAD_BYTES) {
      // Whoever provokes answers and does not read them fills this side's memory.
      owner.metrics().count("transport.connections.unread");
      channel.close();
      return;
    }
    liveness.wrote();
    channel.writeAndFlush(frames.encode(type, stream, parts));
  }

  private BulkTraffic bulk() {
    BulkTraffic known = bulk;
    if (known == null) {
      throw new IllegalStateException("no bulk connection");
    }
    return known;
  }

  static ByteBuffer copy(ByteBuf payload) {
    byte[] bytes = new byte[payload.readableBytes()];
    payload.getBytes(payload.readerIndex(), bytes);
    return ByteBuffer.wrap(bytes);
  }
}
