// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransport;
import io.dftp.net.WireFormatException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The blobs of one bulk connection, in both directions. Confined to the channel's thread, but for
 * {@link #released}.
 */
final class BulkTraffic {

  private final Connection connection;
  private final ConnectionOwner owner;
  private final Backlog backlog;
  private final Liveness liveness;
  private final TransferWriter writer;
  private final BlobAssembler assembler = new BlobAssembler();
  private final AtomicInteger incomingOpen = new AtomicInteger();

  BulkTraffic(
      Connection connection,
      ConnectionOwner owner,
      Backlog backlog,
      Liveness liveness,
      TransferWriter writer) {
    this.connection = connection;
    this.owner = owner;
    this.backlog = backlog;
    this.liveness = liveness;
    this.writer = writer;
  }

  TransferWriter writer() {
    return writer;
  }

  /** This side has reserved memory for a blob. */
  void granted(int id, int length) {
    liveness.piece(owner.loop().nowNanos());
    assembler.expect(id, length);
  }

  /** A blob is no longer wanted. */
  void forget(int id) {
    assembler.forget(id);
  }

  /** This side is done with a blob. Any thread may tell. */
  void released() {
    incomingOpen.decrementAndGet();
  }

  /** Says whether the other side was granted memory that it has not filled. */
  boolean owesPieces() {
    return !assembler.isIdle();
  }

  /** Says whether a blob is under way in any direction. */
  boolean isTransferring() {
    return incomingOpen.get() > 0 || !writer.isIdle();
  }

  void frame(FrameType type, int stream, ByteBuf payload) throws WireFormatException {
    switch (type) {
      case OPEN -> announced(stream, payload);
      case GRANT -> writer.granted(stream);
      case DATA -> {
        liveness.piece(owner.loop().nowNanos());
        ByteBuffer blob = assembler.piece(stream, payload);
        if (blob != null) {
          // Its memory is accounted for by the grant.
          backlog.deliver(0, () -> owner.arrived(connection, stream, blob));
        }
      }
      case CANCEL -> backlog.deliver(0, () -> owner.cancelled(connection, stream));
      case RELEASE -> {
        OutgoingTransfer transfer = writer.released(stream);
        backlog.deliver(0, () -> owner.released(transfer));
      }
      default -> throw new WireFormatException(type + " on the bulk lane");
    }
  }

  private void announced(int stream, ByteBuf payload) throws WireFormatException {
    if (payload.readableBytes() < Integer.BYTES
        || payload.readableBytes() > Integer.BYTES + BulkTransport.MAX_HEADER_BYTES) {
      throw new WireFormatException("an announcement of " + payload.readableBytes() + " bytes");
    }
    int length = payload.getInt(payload.readerIndex());
    if (length < 0 || length > BulkTransport.MAX_CONTENT_BYTES) {
      throw new WireFormatException("a blob of " + length + " bytes");
    }
    incomingOpen.incrementAndGet();
    ByteBuffer header = Connection.copy(payload.skipBytes(Integer.BYTES));
    backlog.deliver(header.remaining(), () -> owner.announced(connection, stream, header, length));
  }
}
