// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class LatencyRunTest {

  private final LatencyRun.Stretches stretches =
      new LatencyRun(
              new LatencyRun.Settings(1, 64, 4, 100, 1),
              new Progress(new PrintWriter(Writer.nullWriter()), "latency"))
          .run();

  /** The owner itself has to answer, and in a cube no way is shorter than the straight one. */
  @Test
  void noLookupIsFasterThanARoundTripToTheOwner() {
    assertThat(stretches.iterative().percentile(0)).isGreaterThanOrEqualTo(1 - 1e-6);
    assertThat(stretches.recursive().percentile(0)).isGreaterThanOrEqualTo(1 - 1e-6);
    assertThat(stretches.failed()).isZero();
  }

  /** Each hop takes one way there, and none back. */
  @Test
  void aRecursiveLookupIsFasterThanAnIterativeOne() {
    for (double percent : new double[] {50, 90}) {
      assertThat(stretches.recursive().percentile(percent))
          .isLessThan(stretches.iterative().percentile(percent));
    }
  }
}
