// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a host sends to itself: never by the socket, and still later, never from within the call.
 * Blobs keep the window, and are copied as the wire would. Confined to the event loop.
 */
final class SelfDelivery {

  private final NodeAddress address;
  private final EventLoop loop;
  private final int windowBytes;
  private final ArrayDeque<OutgoingTransfer> waiting = new ArrayDeque<>();
  private final List<OutgoingTransfer> underWay = new ArrayList<>();
  private long underWayBytes;
  private Transport.@Nullable Receiver receiver;
  private BulkTransport.@Nullable Receiver bulkReceiver;
  private boolean closed;

  SelfDelivery(NodeAddress address, EventLoop loop, TransportLimits limits) {
    this.address = address;
    this.loop = loop;
    this.windowBytes = limits.windowBytes();
  }

  void listen(Transport.Receiver taker) {
    receiver = taker;
  }

  void listenBulk(BulkTransport.Receiver taker) {
    bulkReceiver = taker;
  }

  void send(ByteBuffer payload) {
    ByteBuffer message = copy(payload);
    loop.execute(
        () -> {
          if (receiver != null && !closed) {
            receiver.received(address, message);
          }
        });
  }

  CompletableFuture<Void> sendBulk(ByteBuffer header, ByteBuffer content) {
    OutgoingTransfer transfer = new OutgoingTransfer(header, content);
    if (closed) {
      transfer.fail("this host is closing");
      return transfer.future;
    }
    waiting.add(transfer);
    transfer.future.whenComplete(
        (done, failure) -> {
          if (transfer.future.isCancelled()) {
            waiting.remove(transfer);
          }
        });
    start();
    return transfer.future;
  }

  void close() {
    closed = true;
    List<OutgoingTransfer> open = new ArrayList<>(waiting);
    open.addAll(underWay);
    waiting.clear();
    open.forEach(transfer -> transfer.fail("this host is closing"));
  }

  private void start() {
    while (!waiting.isEmpty()) {
      OutgoingTransfer next = waiting.getFirst();
      if (!underWay.isEmpty() && underWayBytes + next.bytes() > windowBytes) {
        return;
      }
      waiting.removeFirst();
      underWay.add(next);
      underWayBytes += next.bytes();
      loop.execute(() -> deliver(next));
    }
  }

  private void deliver(OutgoingTransfer transfer) {
    if (transfer.future.isDone() || bulkReceiver == null) {
      end(transfer);
      return;
    }
    transfer.granted = true;
    bulkReceiver.received(
        address, copy(transfer.header), copy(transfer.content), () -> end(transfer));
  }

  private void end(OutgoingTransfer transfer) {
    if (underWay.remove(transfer)) {
      underWayBytes -= transfer.bytes();
      transfer.future.complete(null);
      start();
    }
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    return copy.put(bytes.duplicate()).flip();
  }
}
