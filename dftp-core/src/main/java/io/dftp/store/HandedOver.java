// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

/**
 * What became of the copies of a host that leaves.
 *
 * @param missing how many copies other hosts should hold and did not take, and of how many objects
 *     it was not found out who should
 * @param inTime whether all copies were gone through before the time was up
 */
public record HandedOver(int missing, boolean inTime) {

  /** Says whether every object is on as many other hosts as it should be, or on all there are. */
  public boolean isAll() {
    return missing == 0 && inTime;
  }

  @Override
  public String toString() {
    return (missing == 0 ? "all that was tried" : missing + " copies were not taken by others")
        + (inTime ? "" : ", and the time was up before the end");
  }
}
