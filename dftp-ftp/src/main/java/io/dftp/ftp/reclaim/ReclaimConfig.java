// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import java.time.Duration;

/**
 * How soon space is given back.
 *
 * @param grace how long a content stays after its last name has gone: so long a download that was
 *     begun before goes on
 * @param firstWalk after the start, when all contents are looked at for what a process that ended
 *     has left behind
 * @param walkEvery how often after that
 */
public record ReclaimConfig(Duration grace, Duration firstWalk, Duration walkEvery) {

  /** Returns a grace of ten minutes, and walks five minutes after the start and every day. */
  public static ReclaimConfig defaults() {
    return new ReclaimConfig(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofDays(1));
  }

  /** Returns the same with another grace. */
  public ReclaimConfig withGrace(Duration other) {
    return new ReclaimConfig(other, firstWalk, walkEvery);
  }
}
