// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: the introduction, then frames in both directions. Confined to the channel's
 * thread; the methods in the section for the loop are called there and hop.
 */
final class Connection extends ChannelInboundHandlerAdapter implements FrameDecoder.Sink {

  /** What a connection tells, on the event loop. */
  interface Owner {

    EventLoop loop();

    Metrics metrics();

    TransportLimits limits();

    NodeAddress localAddress();

    /** Returns how this side introduces itself. Any thread may ask. */
    Hello hello(Lane lane);

    void ready(Connection connection);

    void message(NodeAddress from, ByteBuffer payload);

    void announced(Connection connection, int id, ByteBuffer header, int length);

    void arrived(Connection connection, int id, ByteBuffer content);

    void cancelled(Connection connection, int id);

    void released(OutgoingTransfer transfer);

    /** The end of a connection, ready or not; {@code lost} unless it was closed for want of use. */
    void closed(Connection connection, boolean lost, String reason);
  }

  private enum State {
    AWAITING_HELLO,
    AWAITING_ACK,
    READY,
    CLOSED
  }

  /** What waits in memory behind the socket of a bulk connection. */
  private static final int BULK_WATERMARK_BYTES = 512 * 1024;

  /** What may wait behind a socket beyond the watermark, which answers do not heed. */
  private static final int MAX_UNREAD_BYTES = 4 << 20;

  /** What a task in the loop's queue costs beside its payload, roughly. */
  private static final int BACKLOG_ENTRY_BYTES = 128;

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private final Owner owner;
  private final Channel channel;
  private final FrameDecoder decoder = new FrameDecoder(this, Hello.MAX_BYTES);
  private final @Nullable NodeAddress dialled;
  private final BlobAssembler assembler = new BlobAssembler();
  private final AtomicInteger backlogBytes = new AtomicInteger();
  private final AtomicInteger incomingOpen = new AtomicInteger();
  private @Nullable TransferWriter writer;
  private @Nullable Hello peer;
  private Lane lane;
  private State state;
  private String closeReason = "the other side closed the connection";
  private boolean lost = true;
  private boolean faulty;
  private long lastReadNanos;
  private long lastPieceNanos;
  private volatile boolean wroteSinceRead;

  /**
   * Creates one that is not connected yet.
   *
   * @param dialled the address this side connects to; null when the other side connected
   */
  Connection(Owner owner, Channel channel, @Nullable NodeAddress dialled, Lane lane) {
    this.owner = owner;
    this.channel = channel;
    this.dialled = dialled;
    this.lane = lane;
    this.state = dialled == null ? State.AWAITING_HELLO : State.AWAITING_ACK;
  }

  FrameDecoder decoder() {
    return decoder;
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
    channel.eventLoop().execute(() -> writer().announce(transfer));
  }

  void cancel(OutgoingTransfer transfer) {
    channel.eventLoop().execute(() -> writer().cancel(transfer));
  }

  void grant(int id, int length) {
    channel
        .eventLoop()
        .execute(
            () -> {
              lastPieceNanos = owner.loop().nowNanos();
              assembler.expect(id, length);
              write(FrameType.GRANT, id);
            });
  }

  void forget(int id) {
    channel.eventLoop().execute(() -> assembler.forget(id));
  }

  void release(int id) {
    incomingOpen.decrementAndGet();
    write(FrameType.RELEASE, id);
  }

  /** Closes it for a fault of the other side. */
  void reject(String reason) {
    channel.eventLoop().execute(() -> malformed(reason));
  }

  // On the channel's thread.

  @Override
  public void channelActive(ChannelHandlerContext context) {
    lastReadNanos = owner.loop().nowNanos();
    owner.metrics().count("transport.connections.opened");
    if (dialled != null) {
      write(FrameType.HELLO, 0, owner.hello(lane).encode());
    }
    channel
        .eventLoop()
        .schedule(
            this::introductionOverdue,
            owner.limits().helloTimeout().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = State.CLOSED;
    owner.loop().execute(() -> owner.closed(this, lost, closeReason));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (writer != null && channel.isWritable()) {
      writer.write();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.error("[{}] a connection failed", owner.localAddress(), cause);
    }
    close(String.valueOf(cause.getMessage()));
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
  public void truncated() {
    owner.metrics().count("transport.frames.truncated");
  }

  @Override
  public void frame(FrameType type, int stream, ByteBuf payload) throws WireFormatException {
    lastReadNanos = owner.loop().nowNanos();
    wroteSinceRead = false;
    switch (state) {
      case AWAITING_HELLO -> hello(type, payload);
      case AWAITING_ACK -> answer(type, payload);
      case READY -> {
        if (type == FrameType.PING) {
          write(FrameType.PONG, 0);
          wroteSinceRead = false;
        } else if (type == FrameType.BYE) {
          lost = false;
          close("nobody used it");
        } else if (type != FrameType.PONG) {
          if (lane == Lane.CONTROL) {
            controlFrame(type, payload);
          } else {
            bulkFrame(type, stream, payload);
          }
        }
      }
      case CLOSED -> {
        // What was read together with the frame that ended it.
      }
    }
  }

  private void hello(FrameType type, ByteBuf payload) throws WireFormatException {
    if (type != FrameType.HELLO) {
      throw new WireFormatException(type + " before the introduction");
    }
    Hello theirs = Hello.decode(copy(payload));
    Hello mine = owner.hello(theirs.lane());
    String refusal = mine.refusalOf(theirs);
    if (refusal == null) {
      lane = theirs.lane();
      write(FrameType.HELLO_ACK, 0, mine.encode());
      introduced(theirs);
    } else {
      ByteBuf frame =
          Frame.encode(
              channel.alloc(),
              FrameType.REFUSED,
              0,
              ByteBuffer.wrap(refusal.getBytes(StandardCharsets.UTF_8)));
      channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
      refused(theirs.address() + " was refused: " + refusal);
    }
  }

  private void answer(FrameType type, ByteBuf payload) throws WireFormatException {
    if (type == FrameType.REFUSED) {
      refused(dialled + " refused: " + payload.toString(StandardCharsets.UTF_8));
      channel.close();
      return;
    }
    if (type != FrameType.HELLO_ACK) {
      throw new WireFormatException(type + " before the introduction");
    }
    Hello theirs = Hello.decode(copy(payload));
    String refusal = owner.hello(lane).refusalOf(theirs);
    if (refusal != null) {
      refused(dialled + " was refused: " + refusal);
      channel.close();
    } else if (theirs.lane() != lane) {
      throw new WireFormatException("an answer for another lane");
    } else {
      introduced(theirs);
    }
  }

  private void refused(String reason) {
    state = State.CLOSED;
    closeReason = reason;
    owner.metrics().count("transport.handshakes.refused");
  }

  private void introduced(Hello theirs) {
    peer = theirs;
    state = State.READY;
    wroteSinceRead = false;
    if (lane == Lane.CONTROL) {
      decoder.accept(Transport.MAX_MESSAGE_BYTES);
    } else {
      decoder.accept(Frame.MAX_PAYLOAD_BYTES);
      writer =
          new TransferWriter(channel, Math.min(theirs.maxPayloadBytes(), Frame.MAX_PAYLOAD_BYTES));
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
    deliver(message.remaining(), () -> owner.message(from, message));
  }

  private void bulkFrame(FrameType type, int stream, ByteBuf payload) throws WireFormatException {
    switch (type) {
      case OPEN -> {
        if (payload.readableBytes() < Integer.BYTES
            || payload.readableBytes() > Integer.BYTES + BulkTransport.MAX_HEADER_BYTES) {
          throw new WireFormatException("an announcement of " + payload.readableBytes() + " bytes");
        }
        int length = payload.getInt(payload.readerIndex());
        if (length < 0 || length > BulkTransport.MAX_CONTENT_BYTES) {
          throw new WireFormatException("a blob of " + length + " bytes");
        }
        incomingOpen.incrementAndGet();
        ByteBuffer header = copy(payload.skipBytes(Integer.BYTES));
        deliver(header.remaining(), () -> owner.announced(this, stream, header, length));
      }
      case GRANT -> writer().granted(stream);
      case DATA -> {
        lastPieceNanos = lastReadNanos;
        ByteBuffer blob = assembler.piece(stream, payload);
        if (blob != null) {
          // Its memory is accounted for by the grant.
          deliver(0, () -> owner.arrived(this, stream, blob));
        }
      }
      case CANCEL -> deliver(0, () -> owner.cancelled(this, stream));
      case RELEASE -> {
        OutgoingTransfer transfer = writer().released(stream);
        deliver(0, () -> owner.released(transfer));
      }
      default -> throw new WireFormatException(type + " on the bulk lane");
    }
  }

  /** Hands something to the loop; reads no more while too much waits there. */
  private void deliver(int bytes, Runnable task) {
    int cost = bytes + BACKLOG_ENTRY_BYTES;
    int limit = owner.limits().queueBytes();
    if (backlogBytes.addAndGet(cost) > limit) {
      channel.config().setAutoRead(false);
    }
    owner
        .loop()
        .execute(
            () -> {
              if (backlogBytes.addAndGet(-cost) <= limit / 2 && !channel.config().isAutoRead()) {
                channel.config().setAutoRead(true);
              }
              task.run();
            });
  }

  private void introductionOverdue() {
    if (state == State.AWAITING_HELLO || state == State.AWAITING_ACK) {
      owner.metrics().count("transport.handshakes.overdue");
      close("no introduction in time");
    }
  }

  private void scheduleLivenessCheck() {
    channel
        .eventLoop()
        .schedule(
            this::checkLiveness,
            Math.max(1, owner.limits().idleTimeout().toMillis() / 4),
            TimeUnit.MILLISECONDS);
  }

  private void checkLiveness() {
    if (state != State.READY) {
      return;
    }
    long idleNanos = owner.limits().idleTimeout().toNanos();
    long now = owner.loop().nowNanos();
    if (!channel.config().isAutoRead()) {
      // This side does not listen; its deafness says nothing about the other.
      lastReadNanos = now;
      lastPieceNanos = now;
    }
    // Whoever was granted memory and sends nothing must not hold it, whatever else it says.
    long since = assembler.isIdle() ? lastReadNanos : Math.min(lastReadNanos, lastPieceNanos);
    long silent = now - since;
    boolean inUse = wroteSinceRead || incomingOpen.get() > 0 || !writerIsIdle();
    if (silent < idleNanos) {
      if (silent >= idleNanos / 2 && inUse) {
        write(FrameType.PING, 0);
      }
      scheduleLivenessCheck();
    } else if (inUse) {
      owner.metrics().count("transport.connections.silent");
      close("silent for " + owner.limits().idleTimeout());
    } else {
      lost = false;
      write(FrameType.BYE, 0);
      close("nobody used it");
    }
  }

  private boolean writerIsIdle() {
    return writer == null || writer.isIdle();
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
    wroteSinceRead = true;
    channel.writeAndFlush(
        Frame.encode(channel.alloc(), type, stream, parts), channel.voidPromise());
  }

  private TransferWriter writer() {
    TransferWriter known = writer;
    if (known == null) {
      throw new IllegalStateException("no bulk connection");
    }
    return known;
  }

  private static ByteBuffer copy(ByteBuf payload) {
    byte[] bytes = new byte[payload.readableBytes()];
    payload.getBytes(payload.readerIndex(), bytes);
    return ByteBuffer.wrap(bytes);
  }
}
