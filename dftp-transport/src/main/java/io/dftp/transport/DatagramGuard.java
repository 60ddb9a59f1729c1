// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is put around a payload before it leaves, and taken off again on arrival. Confined to the
 * thread of the sockets.
 */
interface DatagramGuard {

  /** Returns how many bytes it puts around a payload at most. */
  int overheadBytes();

  /**
   * Returns the datagram that carries a payload.
   *
   * @param to the one host it is for; null for everybody
   * @return null when it cannot be sent to that host
   */
  @Nullable ByteBuffer wrap(ByteBuffer payload, @Nullable NodeAddress to);

  /** Returns the payload of a datagram; null, and counted, when it is refused. */
  @Nullable ByteBuffer unwrap(ByteBuffer datagram, NodeAddress from);
}
