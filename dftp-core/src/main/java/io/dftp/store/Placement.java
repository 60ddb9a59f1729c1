// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where objects belong, as this host sees the ring now. A host is known by its address, whatever
 * the number of its ring positions. Confined to the event loop.
 */
public interface Placement {

  /** Returns this host. */
  NodeAddress self();

  /** Returns the arcs that this host owns by its own view, one for each position; may be empty. */
  List<Arc> ownedArcs();

  /**
   * Returns the hosts at and after an owned key by this host's own view, this host first, each
   * once; those past the failure detector's act threshold are left out. As many as the view holds.
   */
  List<NodeAddress> hostsAfterOwned(Identifier key);

  /**
   * Finds the hosts of any key by a lookup; fails with a {@code DftpException} when none is sure.
   */
  CompletableFuture<Location> locate(Identifier key, CallContext context);

  /**
   * Finds all members of the ring that can be found by walking around it from here, this host
   * perhaps among them; fails when the walk does not come to an end before the context does.
   */
  CompletableFuture<List<NodeAddress>> members(CallContext context);

  /** Says whether the host is past the act threshold of the failure detector. */
  boolean isDead(NodeAddress host);

  /** Says whether the host should not be waited for if another can be asked. */
  boolean isSuspect(NodeAddress host);

  /**
   * Says whether no host of another ring has been heard lately. While one has, every copy stays,
   * however many there are: the rings are about to become one, whose copies belong elsewhere.
   */
  default boolean isOneRing() {
    return true;
  }

  /** Tells the listener, on the loop, after each change of this host's view of its ring. */
  void onChange(Runnable listener);

  /**
   * Where the keys of an arc belong.
   *
   * @param arc the keys for which this holds
   * @param hosts at and after the arc, the owner first, each once
   */
  record Location(Arc arc, List<NodeAddress> hosts) {}
}
