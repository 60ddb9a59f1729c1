// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.WireFormatException;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sending half of a bulk connection: announces blobs, and writes those that were granted, in
 * order, as fast as the socket takes them. So a stalled peer costs no more memory than the write
 * watermark. Confined to the channel's thread.
 */
final class TransferWriter {

  private final Channel channel;
  private final FrameEncoder frames;
  private final int chunkBytes;
  private final Map<Integer, OutgoingTransfer> announced = new LinkedHashMap<>();
  private final ArrayDeque<OutgoingTransfer> granted = new ArrayDeque<>();
  private int nextId = 1;

  TransferWriter(Channel channel, FrameEncoder frames, int chunkBytes) {
    this.channel = channel;
    this.frames = frames;
    this.chunkBytes = chunkBytes;
  }

  boolean isIdle() {
    return announced.isEmpty();
  }

  void announce(OutgoingTransfer transfer) {
    transfer.id = nextId++;
    announced.put(transfer.id, transfer);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    length.putInt(transfer.content.remaining()).flip();
    channel.writeAndFlush(frames.encode(FrameType.OPEN, transfer.id, length, transfer.header));
  }

  void cancel(OutgoingTransfer transfer) {
    if (announced.get(transfer.id) == transfer && !transfer.stopped) {
      transfer.stopped = true;
      granted.remove(transfer);
      channel.writeAndFlush(frames.encode(FrameType.CANCEL, transfer.id));
    }
  }

  void granted(int id) throws WireFormatException {
    OutgoingTransfer transfer = known(id);
    if (transfer.granted) {
      throw new WireFormatException("a transfer granted twice");
    }
    transfer.granted = true;
    if (!transfer.stopped) {
      granted.add(transfer);
      write();
    }
  }

  /** Takes the transfer out, because the receiver is done with it. */
  OutgoingTransfer released(int id) throws WireFormatException {
    OutgoingTransfer transfer = known(id);
    announced.remove(id);
    granted.remove(transfer);
    return transfer;
  }

  /** Writes what the socket has room for; to be called again when it has room again. */
  void write() {
    boolean wrote = false;
    while (!granted.isEmpty() && channel.isWritable()) {
      OutgoingTransfer transfer = granted.getFirst();
      int size = Math.min(chunkBytes, transfer.rest.remaining());
      ByteBuffer chunk = transfer.rest.slice(transfer.rest.position(), size);
      transfer.rest.position(transfer.rest.position() + size);
      if (!transfer.rest.hasRemaining()) {
        granted.removeFirst();
      }
      channel.write(frames.encode(FrameType.DATA, transfer.id, chunk));
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
  }

  private OutgoingTransfer known(int id) throws WireFormatException {
    OutgoingTransfer transfer = announced.get(id);
    if (transfer == null) {
      throw new WireFormatException("unknown transfer " + id);
    }
    return transfer;
  }
}
