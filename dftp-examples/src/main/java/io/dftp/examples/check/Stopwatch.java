// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import io.dftp.sim.explore.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says on standard error each ten seconds how far a long exploration is; nothing in short ones. */
final class Stopwatch implements ProgressListener {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final long begun = System.nanoTime();
  private long next = begun + EVERY_NANOS;

  Stopwatch(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void progress(int reached, int expanded, long transitions, int depth) {
    long now = System.nanoTime();
    if (now - next < 0) {
      return;
    }
    next = now + EVERY_NANOS;
    // Transitions are counted while states are found, and states while rounds are followed.
    if (transitions == expanded && depth == 0) {
      err.printf(
          Locale.ROOT, "%6.0f s: rounds followed from %,d of %,d%n", seconds(), expanded, reached);
    } else {
      err.printf(
          Locale.ROOT,
          "%6.0f s: depth %d, %,d states, %,d of them expanded, %,d transitions%n",
          seconds(),
          depth,
          reached,
          expanded,
          transitions);
    }
    err.flush();
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }
}
