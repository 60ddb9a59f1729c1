// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import java.time.Duration;

/**
 * How the search for damaged copies on the disk of one host stands.
 *
 * @param thousandths about how much of the disk the pass under way has read; 1000 between passes
 * @param passes how many passes have been completed since the process began
 * @param sincePass how long ago the last of them was; zero when there was none
 * @param passTakes about how long the pass under way will have taken; zero while that is not known
 * @param behind whether that is longer than the period, because more than a tenth of the disk's
 *     time would be needed
 * @param found damaged copies of blobs that this host has come to know since its start
 * @param waiting those of them that have not been replaced by a good copy
 * @param lost blobs of which no live host has a good copy; each is counted by one host
 */
public record ScrubStatus(
    int thousandths,
    long passes,
    Duration sincePass,
    Duration passTakes,
    boolean behind,
    long found,
    long waiting,
    long lost) {

  /** Returns how a host stands that has not begun. */
  public static ScrubStatus none() {
    return new ScrubStatus(0, 0, Duration.ZERO, Duration.ZERO, false, 0, 0, 0);
  }
}
