// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import java.nio.ByteBuffer;

/**
 * Reaches hosts whose addresses are not known: everybody who listens on the same channel.
 *
 * <p>As weak as a datagram on a busy network: may be lost, delayed, repeated, heard by strangers
 * and sent by strangers. The sender may hear itself. Confined to the event loop, and calls its
 * receiver there.
 */
public interface Broadcast {

  /** The longest payload in bytes, which passes any link unfragmented. */
  int MAX_PAYLOAD_BYTES = 1200;

  /** Sends the remaining bytes to everybody. */
  void broadcast(ByteBuffer payload);

  /** Sends the remaining bytes to one host, to the address under which it was heard. */
  void send(NodeAddress to, ByteBuffer payload);

  /** Names the one who takes what arrives; to be called once. */
  void listen(Receiver receiver);

  /** Takes what arrives. */
  @FunctionalInterface
  interface Receiver {

    /** A payload arrived; an answer sent to {@code from} reaches its sender. */
    void received(NodeAddress from, ByteBuffer payload);
  }
}
