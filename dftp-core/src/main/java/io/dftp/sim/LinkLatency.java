// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.NodeAddress;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a message takes from one host to another, for experiments that need more than noise. */
@FunctionalInterface
public interface LinkLatency {

  /**
   * Returns the nanoseconds of one message on its way, more than zero.
   *
   * @param random to draw from, so that the run depends on its seed alone
   */
  long drawNanos(NodeAddress from, NodeAddress to, RandomGenerator random);

  /**
   * Returns delays that are exponentially distributed and the same for all pairs, as in the
   * simulations of Stoica et al. 2003, section VI.
   */
  static LinkLatency exponential(Duration mean) {
    checkArgument(!mean.isNegative() && !mean.isZero(), "mean must be more than zero: %s", mean);
    double meanNanos = mean.toNanos();
    return (from, to, random) -> 1 + (long) (-StrictMath.log(1 - random.nextDouble()) * meanNanos);
  }
}
