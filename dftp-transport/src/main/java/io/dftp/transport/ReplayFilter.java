// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knows which numbered datagrams of which sender have come already. Bounded: for each sender it
 * keeps the highest number and the 64 below it, and forgets the sender once whatever it could have
 * sent is too old to be accepted. Takes the time as an argument.
 */
final class ReplayFilter {

  /** What to do with a datagram. */
  enum Verdict {
    FRESH,
    /** It has come before, or is so late that this is no longer known. */
    REPEATED,
    /** So many senders are known that no further one can be watched. */
    CROWDED
  }

  private final int maxSenders;
  private final long forgetAfterNanos;
  private final Map<Long, Numbers> bySender = new LinkedHashMap<>();

  /**
   * Creates it.
   *
   * @param forgetAfter longer than a datagram can be accepted after it was first heard
   */
  ReplayFilter(int maxSenders, Duration forgetAfter) {
    this.maxSenders = maxSenders;
    this.forgetAfterNanos = forgetAfter.toNanos();
  }

  Verdict judge(long sender, long number, long nowNanos) {
    expire(nowNanos);
    // Taken out first, so that the order of the map is that of the last datagram.
    Numbers numbers = bySender.remove(sender);
    if (numbers == null) {
      if (bySender.size() >= maxSenders) {
        return Verdict.CROWDED;
      }
      numbers = new Numbers();
    }
    boolean fresh = numbers.add(number);
    numbers.lastNanos = nowNanos;
    bySender.put(sender, numbers);
    return fresh ? Verdict.FRESH : Verdict.REPEATED;
  }

  private void expire(long nowNanos) {
    while (!bySender.isEmpty()) {
      Map.Entry<Long, Numbers> oldest = bySender.entrySet().iterator().next();
      if (nowNanos - oldest.getValue().lastNanos < forgetAfterNanos) {
        return;
      }
      bySender.remove(oldest.getKey());
    }
  }

  /** The numbers that came: the highest, and a bit for each of the 64 that end with it. */
  private static final class Numbers {
    private long highest = Long.MIN_VALUE;
    private long seen;
    long lastNanos;

    boolean add(long number) {
      if (number > highest) {
        long step = number - highest;
        // The first step may overflow; it is as far as any.
        seen = step > 0 && step < Long.SIZE ? seen << step | 1 : 1;
        highest = number;
        return true;
      }
      long below = highest - number;
      if (below < 0 || below >= Long.SIZE || (seen >>> below & 1) != 0) {
        return false;
      }
      seen |= 1L << below;
      return true;
    }
  }
}
