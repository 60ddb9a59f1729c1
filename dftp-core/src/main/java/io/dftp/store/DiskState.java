// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/** What is the matter with the disk of a host. */
public enum DiskState {
  /** Nothing. */
  SOUND,

  /** It does not answer; others have taken over until it does. */
  SILENT,

  /** It takes no more rows; others have taken over until it does. */
  FULL,

  /**
   * Rows could not be read since the process started; their maps are made again from the copies of
   * others.
   */
  DAMAGED,

  /** It is out of service until the process starts again. */
  FAILED
}
