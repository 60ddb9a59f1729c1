// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.Broadcast;
import io.dftp.net.NodeAddress;
import java.nio.ByteBuffer;

/** A broadcast that reaches nobody, for hosts that are to find their peers by seeds alone. */
public final class SilentBroadcast implements Broadcast {

  /** Creates one. */
  public SilentBroadcast() {}

  @Override
  public void broadcast(ByteBuffer payload) {
    // Nobody hears it.
  }

  @Override
  public void send(NodeAddress to, ByteBuffer payload) {
    // Nobody was heard, so nobody can be answered.
  }

  @Override
  public void listen(Receiver receiver) {
    // Nothing arrives.
  }
}
