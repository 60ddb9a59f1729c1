// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.bully.LeadershipView;

/** Is told of what a host adopts, on the event loop. */
@FunctionalInterface
public interface ClusterListener {

  /**
   * This host follows another coordinator now, or none, or the same one in another epoch. Others
   * may not have heard of it yet, or may follow another one in another part of the network.
   */
  void coordinatorChanged(LeadershipView view);

  /**
   * A start that is under way does or waits for that now, in words for people. Told again and again
   * while it goes on.
   */
  default void starting(String what) {}

  /**
   * The disk is out of service, and this host has left the ring, so that others take over what it
   * held. It answers for its status until it is closed. Only a new start can bring it back.
   */
  default void diskFailed() {}
}
