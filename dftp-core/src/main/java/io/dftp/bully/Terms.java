// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/**
 * What a host knows of epochs. Immutable.
 *
 * @param promised the latest epoch that it promised to, followed or claimed; it never falls
 * @param ended the latest epoch that is known to be over; no leader of it is followed any more
 * @param largestCount the largest count of an epoch seen anywhere
 */
public record Terms(Epoch promised, Epoch ended, long largestCount) {

  private static final long MAX_COUNT_AHEAD = 1L << 32;

  /** Returns what is known when only the promise was kept. */
  static Terms after(Epoch promised) {
    return new Terms(promised, Epoch.NONE, promised.count());
  }

  /** Returns the terms with a promise to the epoch, unless a later one was given. */
  Terms promise(Epoch epoch) {
    return new Terms(
        epoch.isAfter(promised) ? epoch : promised, ended, Math.max(largestCount, epoch.count()));
  }

  /** Returns the terms once the epoch is over. */
  Terms end(Epoch epoch) {
    return epoch.isAfter(ended) ? new Terms(promised, epoch, largestCount) : this;
  }

  /**
   * Says whether the count may be believed: one far ahead cannot have come about by elections, and
   * believing it would use up the counts.
   */
  boolean believes(long count) {
    return count <= largestCount + MAX_COUNT_AHEAD;
  }

  /** Returns the terms after a count was seen. */
  Terms saw(long count) {
    return count > largestCount ? new Terms(promised, ended, count) : this;
  }

  /** Returns a later epoch than any that was seen. */
  Epoch next(Contender owner) {
    return new Epoch(largestCount + 1, owner.uid(), owner.incarnation());
  }
}
