// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * The times of discovery.
 *
 * @param askEvery between two DISCOVERs of a starter; shorter ones are heard sooner
 * @param listen how long a starter listens before it decides, at least three times {@code askEvery}
 *     so that two lost questions do not matter; when too short, hosts that start together create
 *     several rings
 * @param answerWithin the longest random delay of an answer, so that many answers do not collide;
 *     less than {@code askEvery}
 * @param announceEvery between two announcements of a member, varied by a quarter
 * @param forgetAfter how long a host is remembered that is heard no more, at least three times
 *     {@code announceEvery}
 * @param maxHosts how many hosts are remembered; of more, those heard longest ago are forgotten
 */
public record DiscoveryConfig(
    Duration askEvery,
    Duration listen,
    Duration answerWithin,
    Duration announceEvery,
    Duration forgetAfter,
    int maxHosts) {

  /** Checks that the times fit together. */
  public DiscoveryConfig {
    checkArgument(askEvery.toMillis() >= 10, "askEvery must be at least 10 ms, not %s", askEvery);
    checkArgument(
        listen.compareTo(askEvery.multipliedBy(3)) >= 0,
        "listen must be at least three times askEvery, not %s",
        listen);
    checkArgument(
        answerWithin.toMillis() >= 1 && answerWithin.compareTo(askEvery) < 0,
        "answerWithin must be at least 1 ms and less than askEvery, not %s",
        answerWithin);
    checkArgument(
        announceEvery.toMillis() >= 10,
        "announceEvery must be at least 10 ms, not %s",
        announceEvery);
    checkArgument(
        forgetAfter.compareTo(announceEvery.multipliedBy(3)) >= 0,
        "forgetAfter must be at least three times announceEvery, not %s",
        forgetAfter);
    checkArgument(
        maxHosts >= 1 && maxHosts <= 65_536, "maxHosts must be 1..65536, not %s", maxHosts);
  }

  /** For hosts on one local network or one machine. */
  public static DiscoveryConfig lan() {
    return new DiscoveryConfig(
        Duration.ofMillis(400),
        Duration.ofMillis(1_300),
        Duration.ofMillis(50),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        1024);
  }
}
