// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private static final long MIB = 1024 * 1024;

  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  @Test
  void isOneLineWhereNobodyWatches() {
    ProgressBar bar = new ProgressBar(out, false, "file", 10 * MIB, 0);

    bar.add(4 * MIB, TimeUnit.SECONDS.toNanos(1));
    bar.add(6 * MIB, TimeUnit.SECONDS.toNanos(2));
    bar.finish(TimeUnit.SECONDS.toNanos(2));

    assertThat(text.toString().lines()).hasSize(1);
    assertThat(text.toString()).contains("100 %", "10.0 MiB", "2.0 s", "5.0 MiB/s");
    assertThat(text.toString()).contains("[#############]").doesNotContain("\r");
  }

  @Test
  void movesOnATerminalTenTimesASecondAtMost() {
    ProgressBar bar = new ProgressBar(out, true, "file", 1000, 0);

    for (int millis = 1; millis <= 1000; millis++) {
      bar.add(1, TimeUnit.MILLISECONDS.toNanos(millis));
    }
    bar.finish(TimeUnit.SECONDS.toNanos(1));

    assertThat(text.toString().chars().filter(c -> c == '\r').count()).isEqualTo(11);
    assertThat(text.toString()).contains("[######.......]  50 %");
  }

  @Test
  void fitsATerminalOfEightyColumns() {
    ProgressBar bar = new ProgressBar(out, false, "9 files from node2", 1000 * MIB, 0);

    bar.add(1000 * MIB, TimeUnit.SECONDS.toNanos(1));
    bar.finish(TimeUnit.SECONDS.toNanos(1));

    assertThat(text.toString().lines().mapToInt(String::length)).allMatch(width -> width < 80);
  }

  @Test
  void aTransferOfNothingIsComplete() {
    ProgressBar bar = new ProgressBar(out, false, "empty", 0, 0);

    bar.finish(0);

    assertThat(text.toString()).contains("100 %", "0.0 MiB");
  }
}
