// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

/** Hears of changes of one position's view. */
@FunctionalInterface
public interface RingListener {

  /**
   * The view changed: membership, predecessor (and with it the arc), or successors. Called on the
   * event loop, after the change; {@link ChordNode#view} already gives {@code now}. That the view
   * changed does not mean that others see the same change yet.
   */
  void ringChanged(RingView before, RingView now);
}
