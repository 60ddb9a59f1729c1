// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import java.time.Duration;

/**
 * How fast a disk is read for nothing but verification: a pass as fast as a tenth of the disk's
 * time allows, and then none until the period is over. Where the period is too short for that, a
 * pass takes longer.
 */
record ScrubPace(Duration period) {

  /** Of each so many parts of the disk's time, one. */
  private static final int ONE_OF = 10;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
  private static final Duration SHORTEST_REST = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
  private static final int WHOLE = 1000;

  /** Returns how long to wait after the start of the process, when all else begins too. */
  Duration delay() {
    Duration tenth = period.dividedBy(ONE_OF);
    return tenth.compareTo(LONGEST_DELAY) < 0 ? tenth : LONGEST_DELAY;
  }

  /** Returns how long to pause after the disk was read for so long. */
  Duration pauseAfter(long readNanos) {
    Duration pause = Duration.ofNanos((ONE_OF - 1) * readNanos);
    return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
  }

  /** Returns how long to wait for the next pass, after one that took so long. */
  Duration restAfter(Duration pass) {
    Duration rest = period.minus(pass);
    return rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
  }

  /** Returns about how long a pass takes of which so much took so long; zero for nothing yet. */
  static Duration estimate(Duration taken, int thousandths) {
    return thousandths == 0 ? Duration.ZERO : taken.multipliedBy(WHOLE).dividedBy(thousandths);
  }

  boolean isTooShortFor(Duration pass) {
    return pass.compareTo(period) > 0;
  }
}
