// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.net.NodeAddress;
import java.util.function.BiConsumer;

/**
 * How electors reach each other. As weak as a datagram: messages may be lost, delayed, repeated and
 * reordered, and the sender may hear its own broadcasts. Confined to the event loop.
 */
public interface ElectionChannel {

  /** Sends to every elector that can be reached. */
  void broadcast(BullyMessage message);

  /** Sends to one elector, to the address under which it was heard. */
  void send(NodeAddress to, BullyMessage message);

  /**
   * Names the one who takes the messages, with the address that answers them; to be called once.
   */
  void listen(BiConsumer<NodeAddress, BullyMessage> receiver);
}
