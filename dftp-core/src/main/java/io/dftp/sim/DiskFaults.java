// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How a simulated disk behaves.
 *
 * @param minLatency the shortest time of an operation
 * @param meanExtraLatency the mean of an exponentially distributed time that is added
 * @param writeFailureRate the share of writes that fail, 0 to 1; after one the disk is out of
 *     service until the process starts again
 * @param liesAboutFsync says that a write is durable a second before it is: a test that passes on
 *     such a disk does not notice when an fsync is missing
 */
public record DiskFaults(
    Duration minLatency,
    Duration meanExtraLatency,
    double writeFailureRate,
    boolean liesAboutFsync) {

  /** Checks the ranges. */
  public DiskFaults {
    checkArgument(!minLatency.isNegative(), "minLatency must not be negative: %s", minLatency);
    checkArgument(
        !meanExtraLatency.isNegative(),
        "meanExtraLatency must not be negative: %s",
        meanExtraLatency);
    checkArgument(
        writeFailureRate >= 0 && writeFailureRate <= 1,
        "writeFailureRate must be 0..1, not %s",
        writeFailureRate);
  }

  /** Returns a sound disk: 1 ms and a little for each operation, no failure. */
  public static DiskFaults none() {
    return new DiskFaults(Duration.ofMillis(1), Duration.ofMillis(1), 0, false);
  }

  /** Returns the same with other latencies. */
  public DiskFaults withLatency(Duration min, Duration meanExtra) {
    return new DiskFaults(min, meanExtra, writeFailureRate, liesAboutFsync);
  }

  /** Returns the same with another rate of failing writes. */
  public DiskFaults withWriteFailureRate(double rate) {
    return new DiskFaults(minLatency, meanExtraLatency, rate, liesAboutFsync);
  }

  /** Returns the same, lying or not. */
  public DiskFaults withLies(boolean lies) {
    return new DiskFaults(minLatency, meanExtraLatency, writeFailureRate, lies);
  }

  long drawLatencyNanos(RandomGenerator random) {
    double extra = -StrictMath.log(1 - random.nextDouble()) * meanExtraLatency.toNanos();
    return minLatency.toNanos() + (long) extra;
  }
}
