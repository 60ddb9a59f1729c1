// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.NodeAddress;
import java.util.List;

/** Is told what {@link StoreFaults} do to hosts, in the order in which it happens. */
public interface FaultWatcher {

  /** A fault began. */
  void faultBegan(StoreFault fault);

  /** A fault ended some time ago; it was told of by {@link #faultBegan}. */
  void faultEnded(StoreFault fault);

  /** A host has left, and is a new one when it comes back. */
  default void left(NodeAddress host) {}

  /** The network was cut; what that means is left to {@link Parting}. */
  default void parted(Parting parting, List<List<NodeAddress>> parts) {}

  /** The cut healed. */
  default void healed() {}
}
