// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this side holds for one peer: its connections, and what waits for them. Confined to the
 * event loop.
 */
final class Peer {

  final NodeAddress address;
  private final int queueBytes;
  private final int windowBytes;
  private final List<Connection> control = new ArrayList<>(1);
  private final List<Connection> bulk = new ArrayList<>(1);
  private final Set<Lane> dialling = EnumSet.noneOf(Lane.class);
  private final ArrayDeque<ByteBuffer> messages = new ArrayDeque<>();
  private final ArrayDeque<OutgoingTransfer> waiting = new ArrayDeque<>();
  private final List<OutgoingTransfer> underWay = new ArrayList<>();
  private int messageBytes;
  private long underWayBytes;

  Peer(NodeAddress address, TransportLimits limits) {
    this.address = address;
    this.queueBytes = limits.queueBytes();
    this.windowBytes = limits.windowBytes();
  }

  /** Returns a connection to write to, the oldest. */
  @Nullable Connection connection(Lane lane) {
    List<Connection> known = connections(lane);
    return known.isEmpty() ? null : known.get(0);
  }

  void add(Connection connection) {
    connections(connection.lane()).add(connection);
  }

  void remove(Connection connection) {
    connections(connection.lane()).remove(connection);
  }

  /** Says whether to dial now: not connected and not dialling. */
  boolean beginDial(Lane lane) {
    return connection(lane) == null && dialling.add(lane);
  }

  void endDial(Lane lane) {
    dialling.remove(lane);
  }

  boolean isUnused() {
    return dialling.isEmpty()
        && connection(Lane.CONTROL) == null
        && connection(Lane.BULK) == null
        && messages.isEmpty()
        && waiting.isEmpty()
        && underWay.isEmpty();
  }

  /** Keeps a message until there is a connection; says false when too much waits already. */
  boolean keep(ByteBuffer message) {
    if (messageBytes + message.remaining() > queueBytes) {
      return false;
    }
    messages.add(message);
    messageBytes += message.remaining();
    return true;
  }

  /** Takes out all kept messages. */
  List<ByteBuffer> takeMessages() {
    List<ByteBuffer> kept = List.copyOf(messages);
    messages.clear();
    messageBytes = 0;
    return kept;
  }

  void queue(OutgoingTransfer transfer) {
    waiting.add(transfer);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Announces as many of the waiting blobs as fit in the window. */
  void startTransfers() {
    Connection connection = connection(Lane.BULK);
    while (connection != null && !waiting.isEmpty()) {
      OutgoingTransfer next = waiting.getFirst();
      int window = Math.min(windowBytes, connection.peer().windowBytes());
      if (!underWay.isEmpty() && underWayBytes + next.bytes() > window) {
        return;
      }
      waiting.removeFirst();
      underWay.add(next);
      underWayBytes += next.bytes();
      next.startOn(connection);
      connection.announce(next);
    }
  }

  /** The receiver is done with it, or its connection broke. */
  void end(OutgoingTransfer transfer) {
    if (underWay.remove(transfer)) {
      underWayBytes -= transfer.bytes();
    }
  }

  /** Calls a transfer off. What is under way leaves the window when the receiver has confirmed. */
  void cancel(OutgoingTransfer transfer) {
    Connection connection = transfer.connection;
    if (connection == null) {
      waiting.remove(transfer);
    } else {
      connection.cancel(transfer);
    }
  }

  /** Ends the transfers of a broken connection; those that may start again wait in front. */
  void connectionBroke(Connection connection, String reason) {
    List<OutgoingTransfer> affected =
        underWay.stream().filter(transfer -> transfer.connection == connection).toList();
    List<OutgoingTransfer> again = new ArrayList<>();
    affected.forEach(this::end);
    for (OutgoingTransfer transfer : affected) {
      if (transfer.mayStartAgain()) {
        transfer.connection = null;
        again.add(0, transfer);
      }
    }
    again.forEach(waiting::addFirst);
    affected.stream()
        .filter(transfer -> transfer.connection != null)
        .forEach(transfer -> transfer.fail(address + ": " + reason));
  }

  /** Takes out all blobs that wait. */
  List<OutgoingTransfer> takeWaiting() {
    List<OutgoingTransfer> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  /** Returns all blobs under way. */
  List<OutgoingTransfer> underWay() {
    return List.copyOf(underWay);
  }

  private List<Connection> connections(Lane lane) {
    return lane == Lane.CONTROL ? control : bulk;
  }
}
