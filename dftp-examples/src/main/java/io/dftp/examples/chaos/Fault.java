// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.Locale;

/** What is done to nodes. */
enum Fault {
  /** One or two processes are killed, and started again after some seconds. */
  KILL,
  /** A process stands still for some seconds. */
  PAUSE,
  /** A process is killed and its disk is lost; a new host comes in its place. */
  FOLDER,
  /**
   * The same with two at the same moment: what was acknowledged just before is on one disk more.
   */
  FOLDERS,
  /** A process is killed, and comes back with its disk as it was some seconds before. */
  ROLLBACK,
  /** A process is killed, and a bit flips in some of its files before it is back. */
  BITFLIP;

  /** Returns whether what a node has acknowledged may be gone from its disk. */
  boolean damages() {
    return this == FOLDER || this == FOLDERS || this == ROLLBACK || this == BITFLIP;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
