// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class LatencyRunTest {

  private final LatencyRun.Stretches stretches =
      new LatencyRun(
              new LatencyRun.Settings(1, 64, 4, 100, 1),
              new Progress(new PrintWriter(Writer.nullWriter()), "latency"))
          .run();

  /** The asker itself asks the owner, which is one direct round trip. */
  @Test
  void beingSureTakesAnIterativeLookupOneMoreRoundTrip() {
    for (double percent : new double[] {10, 50, 90}) {
      assertThat(stretches.iterativeSure().percentile(percent))
          .isCloseTo(stretches.iterative().percentile(percent) + 1, within(1e-9));
    }
  }

  /** The question goes on to the owner, instead of the answer back to the asker. */
  @Test
  void beingSureTakesARecursiveLookupLess() {
    assertThat(stretches.failed()).isZero();
    double more = stretches.recursiveSure().percentile(50) - stretches.recursive().percentile(50);
    assertThat(more).isBetween(0.1, 0.9);
  }
}
