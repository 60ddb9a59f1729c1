// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * The times of the election. A crash of the coordinator is repaired within about {@code
 * suspectAfter + verify + feedback + claim}.
 *
 * @param heartbeat between two heartbeats of the leader; shorter costs datagrams
 * @param suspectAfter silence of the leader after which it is suspected, at least three heartbeats;
 *     when too short, loss alone causes elections
 * @param verify how long a suspected leader is asked for, directly and through the others; more
 *     than a round trip
 * @param feedback how long a candidate waits for a higher host to object; more than a round trip
 *     and a pause of the other
 * @param claim how long a claim waits for objections when not everybody heard of acknowledges it
 * @param coordinator how long the winner is waited for; doubled with each failed candidacy up to
 *     eight times; at least feedback and claim together
 * @param join how long a starting host looks for a leader
 * @param preemption whether a host takes the lead from a living leader of lower rank; its hold-down
 *     is at least ten heartbeats
 */
public record BullyConfig(
    Duration heartbeat,
    Duration suspectAfter,
    Duration verify,
    Duration feedback,
    Duration claim,
    Duration coordinator,
    Duration join,
    Preemption preemption) {

  /** Checks that the times fit together. */
  public BullyConfig {
    checkArgument(
        heartbeat.toMillis() >= 10, "heartbeat must be at least 10 ms, not %s", heartbeat);
    checkArgument(
        suspectAfter.compareTo(heartbeat.multipliedBy(3)) >= 0,
        "suspectAfter must be at least three heartbeats, not %s",
        suspectAfter);
    checkArgument(verify.toMillis() >= 10, "verify must be at least 10 ms, not %s", verify);
    checkArgument(feedback.toMillis() >= 10, "feedback must be at least 10 ms, not %s", feedback);
    checkArgument(claim.toMillis() >= 10, "claim must be at least 10 ms, not %s", claim);
    checkArgument(
        coordinator.compareTo(feedback.plus(claim)) >= 0,
        "coordinator must be at least feedback and claim together, not %s",
        coordinator);
    checkArgument(join.toMillis() >= 10, "join must be at least 10 ms, not %s", join);
    checkArgument(
        preemption.policy() != Preemption.Policy.DELAYED
            || preemption.holdDown().compareTo(heartbeat.multipliedBy(10)) >= 0,
        "the hold-down must be at least ten heartbeats, not %s",
        preemption.holdDown());
  }

  /** For hosts on one local network or one machine. */
  public static BullyConfig lan() {
    return new BullyConfig(
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofMillis(250),
        Duration.ofMillis(200),
        Duration.ofMillis(300),
        Duration.ofMillis(800),
        Duration.ofMillis(600),
        Preemption.delayed(Duration.ofSeconds(30)));
  }

  /** For the simulated network: the times of {@link #lan()} with a short hold-down. */
  public static BullyConfig simulated() {
    return lan().with(Preemption.delayed(Duration.ofSeconds(10)));
  }

  /** Returns the same with another policy. */
  public BullyConfig with(Preemption other) {
    return new BullyConfig(
        heartbeat, suspectAfter, verify, feedback, claim, coordinator, join, other);
  }
}
