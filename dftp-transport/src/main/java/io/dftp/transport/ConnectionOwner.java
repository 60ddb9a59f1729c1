// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import java.nio.ByteBuffer;

/** What a connection asks and tells; it tells on the event loop unless it says otherwise. */
interface ConnectionOwner {

  EventLoop loop();

  Metrics metrics();

  TransportLimits limits();

  NodeAddress localAddress();

  /** Returns how this side introduces itself. Any thread may ask. */
  Hello hello(Lane lane);

  /** Returns by what is decided who gets in. Any thread may ask. */
  Admission admission();

  void ready(Connection connection);

  void message(NodeAddress from, ByteBuffer payload);

  void announced(Connection connection, int id, ByteBuffer header, int length);

  void arrived(Connection connection, int id, ByteBuffer content);

  void cancelled(Connection connection, int id);

  void released(OutgoingTransfer transfer);

  /** The end of a connection, ready or not; {@code lost} unless it was closed for want of use. */
  void closed(Connection connection, boolean lost, String reason);
}
