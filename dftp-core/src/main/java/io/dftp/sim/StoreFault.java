// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

/** What happens to the hosts of a {@link StoreTrial}, and of trials like it. */
public enum StoreFault {
  /** A host is held up, shortly or until it counts as dead. */
  PAUSE,
  /** A host crashes and starts again some time later. */
  CRASH,
  /** A host crashes and starts again at once. */
  RESTART,
  /** A host crashes, and starts again with an empty disk. */
  DISK_LOSS,
  /** The disk of a host takes no more, rows, blobs or both. */
  FULL_DISK,
  /** Many hosts join within a second. */
  GROWTH,
  /** A host leaves in good order. */
  LEAVE,
  /** Messages are lost, repeated and reordered. */
  LOSS,
  /** Messages take 20 to 60 ms. */
  DELAY,
  /** Hosts do not reach each other, in one of the ways of {@link Parting}. */
  CUT
}
