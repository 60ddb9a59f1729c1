// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/**
 * How the store of one host stands.
 *
 * @param objects maps and blobs of the arcs this host owns, as counted by its last audit
 * @param belowTarget those of them that fewer than k live hosts hold, or fewer than all live hosts
 *     where less than k are live
 * @param audited whether an audit has been completed since the ring last changed
 * @param syncing how many maps are being compared with other holders before they are served
 * @param unsettled how many copies the last audit found to be sent or offered to other hosts
 * @param usableBytes the bytes that the disk can still take, as of the last audit
 * @param disk what is the matter with the disk
 * @param scrub how the search for damaged copies on the disk stands
 */
public record StoreStatus(
    long objects,
    long belowTarget,
    boolean audited,
    int syncing,
    long unsettled,
    long usableBytes,
    DiskState disk,
    ScrubStatus scrub) {

  /** Returns whether the disk is out of service until the process starts again. */
  public boolean diskFailed() {
    return disk == DiskState.FAILED;
  }
}
