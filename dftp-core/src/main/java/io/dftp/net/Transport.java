// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import java.nio.ByteBuffer;

/**
 * Sends single messages, one way.
 *
 * <p>As weak as a datagram: a message may be lost, delayed, repeated or overtaken, and nobody is
 * told. It never blocks and never throws for a peer's sake. That is enough, because {@link
 * RequestChannel} adds answers, time-outs and retries above it, where they are simulated too.
 * Confined to the event loop, and calls its receiver there.
 */
public interface Transport {

  /** The longest message in bytes. */
  int MAX_MESSAGE_BYTES = 64 * 1024;

  /** Returns the address that peers see as the sender of this transport's messages. */
  NodeAddress localAddress();

  /**
   * Sends the remaining bytes of the payload, at most {@link #MAX_MESSAGE_BYTES}. The payload must
   * not change afterwards.
   */
  void send(NodeAddress to, ByteBuffer payload);

  /** Names the one who takes what arrives; to be called once, before the first message is sent. */
  void listen(Receiver receiver);

  /**
   * Returns whom this host did not talk to last, or who did not talk to it, and why, in words;
   * empty when that never happened or is not known. Any thread may ask.
   */
  default String lastRefusal() {
    return "";
  }

  /** Takes what arrives. */
  interface Receiver {

    /** A message arrived whose sender calls itself {@code from}. */
    void received(NodeAddress from, ByteBuffer payload);

    /**
     * A hint, which may come late, be wrong, or never come: a connection to the peer broke, or
     * could not be made.
     */
    default void connectionLost(NodeAddress peer) {}
  }
}
