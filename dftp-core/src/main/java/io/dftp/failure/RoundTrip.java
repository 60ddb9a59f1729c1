// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

/**
 * How long a peer takes to answer, and how much that varies: the estimate of TCP (Jacobson 1988;
 * RFC 6298 section 2). Immutable.
 *
 * @param smoothedNanos the mean; less than zero before the first answer
 * @param variationNanos the mean deviation from it
 */
record RoundTrip(long smoothedNanos, long variationNanos) {

  static final RoundTrip UNKNOWN = new RoundTrip(-1, 0);

  /** Returns the estimate after one more answer. */
  RoundTrip after(long nanos) {
    if (smoothedNanos < 0) {
      return new RoundTrip(nanos, nanos / 2);
    }
    long deviation = Math.abs(smoothedNanos - nanos);
    return new RoundTrip((7 * smoothedNanos + nanos) / 8, (3 * variationNanos + deviation) / 4);
  }

  /** Returns after how long an answer is late, 0 before the first one. */
  long timeoutNanos() {
    return smoothedNanos < 0 ? 0 : smoothedNanos + 4 * variationNanos;
  }
}
