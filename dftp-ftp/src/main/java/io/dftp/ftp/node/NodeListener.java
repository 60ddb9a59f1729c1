// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

/** Is told what a node adopts. Called on the node's event loop: it must not block. */
@FunctionalInterface
public interface NodeListener {

  /** This host follows another coordinator now, or the same one in another epoch. */
  void coordinatorChanged(String coordinatorName, long epoch);

  /**
   * The start, which is under way, does or waits for that now, in words for people. Told again and
   * again; on the node's event loop or the thread that starts it.
   */
  default void starting(String what) {}

  /**
   * The disk of the data folder failed, and the node has left the ring; it can do nothing any more
   * but say so when it is asked for its status, and should be closed.
   */
  default void diskFailed() {}
}
