// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What a simulated network does to what it carries.
 *
 * @param lossRate the share of messages that are lost, 0 to 1; blobs are not lost but fail
 * @param duplicationRate the share of messages that arrive twice, 0 to 1
 * @param minDelay the shortest time on the way; more than zero, so that time passes
 * @param meanExtraDelay the mean of an exponentially distributed time that is added; messages
 *     overtake each other by it
 * @param transferFailureRate the share of blobs whose connection breaks on the way, 0 to 1
 * @param lossHintRate how often a sender is told that a connection broke or cannot be made, 0 to 1
 */
public record NetworkFaults(
    double lossRate,
    double duplicationRate,
    Duration minDelay,
    Duration meanExtraDelay,
    double transferFailureRate,
    double lossHintRate) {

  /** Checks the ranges. */
  public NetworkFaults {
    checkRate("lossRate", lossRate);
    checkRate("duplicationRate", duplicationRate);
    checkRate("transferFailureRate", transferFailureRate);
    checkRate("lossHintRate", lossHintRate);
    checkArgument(
        minDelay.compareTo(Duration.ZERO) > 0, "minDelay must be more than zero, not %s", minDelay);
    checkArgument(
        !meanExtraDelay.isNegative(), "meanExtraDelay must not be negative: %s", meanExtraDelay);
  }

  /** Returns a network that delivers everything once, in order, after a millisecond. */
  public static NetworkFaults none() {
    return new NetworkFaults(0, 0, Duration.ofMillis(1), Duration.ZERO, 0, 1);
  }

  /** Returns a bad network: 5 % loss, 2 % duplicates, reordering, 1 % broken transfers. */
  public static NetworkFaults lossy() {
    return new NetworkFaults(0.05, 0.02, Duration.ofMillis(1), Duration.ofMillis(5), 0.01, 0.8);
  }

  /** Returns the same with another rate of loss. */
  public NetworkFaults withLossRate(double rate) {
    return new NetworkFaults(
        rate, duplicationRate, minDelay, meanExtraDelay, transferFailureRate, lossHintRate);
  }

  /** Returns the same with another rate of duplicates. */
  public NetworkFaults withDuplicationRate(double rate) {
    return new NetworkFaults(
        lossRate, rate, minDelay, meanExtraDelay, transferFailureRate, lossHintRate);
  }

  /** Returns the same with another distribution of delays. */
  public NetworkFaults withDelay(Duration min, Duration meanExtra) {
    return new NetworkFaults(
        lossRate, duplicationRate, min, meanExtra, transferFailureRate, lossHintRate);
  }

  /** Returns the same with another rate of broken transfers. */
  public NetworkFaults withTransferFailureRate(double rate) {
    return new NetworkFaults(
        lossRate, duplicationRate, minDelay, meanExtraDelay, rate, lossHintRate);
  }

  /** Returns the same with another rate of hints. */
  public NetworkFaults withLossHintRate(double rate) {
    return new NetworkFaults(
        lossRate, duplicationRate, minDelay, meanExtraDelay, transferFailureRate, rate);
  }

  /** Draws the time that one message takes. */
  long drawDelayNanos(RandomGenerator random) {
    double extra = -StrictMath.log(1 - random.nextDouble()) * meanExtraDelay.toNanos();
    return minDelay.toNanos() + (long) extra;
  }

  private static void checkRate(String name, double rate) {
    checkArgument(rate >= 0 && rate <= 1, "%s must be 0..1, not %s", name, rate);
  }
}
