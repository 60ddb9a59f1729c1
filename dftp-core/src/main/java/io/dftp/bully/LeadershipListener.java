// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/**
 * Is told who leads: on the event loop, one call at a time, never from within another one. A call
 * must not block; while it runs, this host says nothing to the others. One that throws is logged
 * and counts as made.
 *
 * <p>{@link #granted} and {@link #revoked} strictly alternate and name the same epoch, {@code
 * granted} first; a lead that is taken up under a later epoch is revoked and granted anew. After
 * {@link BullyElector#close} at most the {@code revoked} that is still owed is called.
 *
 * <p>What no call guarantees:
 *
 * <ul>
 *   <li>{@code granted} does not mean that nobody else leads. In a partition each side has a leader
 *       of its own; and the leader of before, if it was paused, may not yet know that it is none.
 *   <li>{@code revoked} does not come before another host leads. It comes when this host learns of
 *       it, and a process that is paused learns late: it may act in between.
 *   <li>{@code leaderChanged} need not come in the same order on all hosts, nor for every leader:
 *       one whose term ended meanwhile is left out.
 * </ul>
 *
 * <p>Only a resource that durably keeps the largest epoch and refuses smaller ones is safe from a
 * leader of before; the epoch is the token for that.
 */
public interface LeadershipListener {

  /**
   * The coordinator, its epoch or its group is another one now, or there is none; the view is
   * already that of {@link BullyElector#view()}.
   */
  default void leaderChanged(LeadershipView view) {}

  /** This host leads from now on; the epoch is durable as its promise, and never led before. */
  default void granted(Epoch epoch) {}

  /** This host leads no more. */
  default void revoked(Epoch epoch, ElectionReason cause) {}
}
