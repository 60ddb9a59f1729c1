// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.net.NodeAddress;
import java.util.List;

/**
 * A time in which no message passed between some parts of the network.
 *
 * @param began its place in the order of all that happened
 * @param healed the same
 * @param parts none if messages passed in one direction, or by detours
 */
record Cut(long began, long healed, List<List<NodeAddress>> parts) {

  Cut {
    parts = List.copyOf(parts);
  }

  /**
   * Says whether the one who acted cannot have seen what the other call did: that began on another
   * side, and it had ended before the sides met again.
   */
  boolean hides(TreeCall other, TreeCall from) {
    return !parts.isEmpty()
        && part(other.gateway()) != part(from.gateway())
        && other.begun() > began
        && from.begun() > began
        && !from.isOpen()
        && from.ended() < healed;
  }

  /** Hosts of no part are one of their own. */
  private int part(NodeAddress host) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).contains(host)) {
        return i;
      }
    }
    return -1;
  }
}
