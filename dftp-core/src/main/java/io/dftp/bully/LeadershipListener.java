// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/**
 * Is told who leads, on the event loop, never from within itself.
 *
 * <p>{@link #granted} and {@link #revoked} strictly alternate. Neither proves anything about other
 * hosts: in a partition each side has its own leader, and a process that was paused learns late
 * that it leads no more. Only a resource that keeps the largest epoch and refuses smaller ones is
 * safe.
 */
public interface LeadershipListener {

  /**
   * The coordinator or its epoch is another one now, or there is none; the view is already that of
   * {@link BullyElector#view()}.
   */
  default void leaderChanged(LeadershipView view) {}

  /** This host leads from now on. */
  default void granted(Epoch epoch) {}

  /** This host leads no more. */
  default void revoked(Epoch epoch, ElectionReason cause) {}
}
