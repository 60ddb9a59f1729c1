// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Metrics;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that peers announced, are sending, or have sent and the receiver has not released. All
 * of them together stay within one cap: a peer sends a blob only when it was granted, and what does
 * not fit waits, in the order announced. Confined to the event loop.
 */
final class IncomingTransfers {

  private final long cap;
  private final int windowBytes;
  private final Metrics metrics;
  private final Map<Connection, Side> sides = new LinkedHashMap<>();
  private final ArrayDeque<Incoming> waiting = new ArrayDeque<>();
  private long reserved;
  private BulkTransport.@Nullable Receiver receiver;

  IncomingTransfers(TransportLimits limits, Metrics metrics) {
    this.cap = limits.receiveBytes();
    this.windowBytes = limits.windowBytes();
    this.metrics = metrics;
  }

  void listen(BulkTransport.Receiver taker) {
    TransportConfig.check(receiver == null, "listenBulk was called before");
    this.receiver = taker;
  }

  /** Takes an announcement; returns why it breaks the rules, or null. */
  @Nullable String announced(Connection connection, int id, ByteBuffer header, int length) {
    Side side = sides.computeIfAbsent(connection, key -> new Side());
    Incoming transfer = new Incoming(connection, id, header, length);
    if (!side.open.isEmpty() && side.bytes + transfer.bytes() > windowBytes) {
      return "blobs beyond the window";
    }
    if (side.open.putIfAbsent(id, transfer) != null) {
      return "a transfer announced twice";
    }
    side.bytes += transfer.bytes();
    waiting.add(transfer);
    grant();
    return null;
  }

  /** A blob is whole. */
  void arrived(Connection connection, NodeAddress from, int id, ByteBuffer content) {
    Incoming transfer = find(connection, id);
    if (transfer == null || transfer.delivered) {
      return;
    }
    transfer.delivered = true;
    metrics.count("transport.bulk.received", transfer.bytes());
    BulkTransport.Receiver taker = receiver;
    if (taker == null) {
      finish(transfer);
    } else {
      taker.received(from, transfer.header, content, () -> finish(transfer));
    }
  }

  /** The sender no longer wants it. What was delivered already ends by its release. */
  void cancelled(Connection connection, int id) {
    Incoming transfer = find(connection, id);
    if (transfer != null && !transfer.delivered) {
      connection.forget(id);
      finish(transfer);
    }
  }

  /** The connection is gone; what was delivered keeps its memory until its release. */
  void closed(Connection connection) {
    Side side = sides.get(connection);
    if (side != null) {
      for (Incoming transfer : List.copyOf(side.open.values())) {
        if (!transfer.delivered) {
          finish(transfer);
        }
      }
      sides.remove(connection);
    }
  }

  private @Nullable Incoming find(Connection connection, int id) {
    Side side = sides.get(connection);
    return side == null ? null : side.open.get(id);
  }

  private void finish(Incoming transfer) {
    if (transfer.finished) {
      return;
    }
    transfer.finished = true;
    if (transfer.granted) {
      reserved -= transfer.bytes();
    } else {
      waiting.remove(transfer);
    }
    Side side = sides.get(transfer.connection);
    if (side != null && side.open.remove(transfer.id) != null) {
      side.bytes -= transfer.bytes();
      transfer.connection.release(transfer.id);
    }
    grant();
  }

  private void grant() {
    while (!waiting.isEmpty()) {
      Incoming next = waiting.getFirst();
      if (reserved > 0 && reserved + next.bytes() > cap) {
        metrics.count("transport.bulk.waits");
        return;
      }
      waiting.removeFirst();
      next.granted = true;
      reserved += next.bytes();
      next.connection.grant(next.id, next.length);
    }
  }

  /** What one connection has announced and not ended. */
  private static final class Side {
    final Map<Integer, Incoming> open = new LinkedHashMap<>();
    long bytes;
  }

  /** A blob on its way in. */
  private static final class Incoming {
    final Connection connection;
    final int id;
    final ByteBuffer header;
    final int length;
    boolean granted;
    boolean delivered;
    boolean finished;

    Incoming(Connection connection, int id, ByteBuffer header, int length) {
      this.connection = connection;
      this.id = id;
      this.header = header;
      this.length = length;
    }

    int bytes() {
      return header.remaining() + length + OutgoingTransfer.OVERHEAD_BYTES;
    }
  }
}
