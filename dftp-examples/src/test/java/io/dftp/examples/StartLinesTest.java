// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartLinesTest {

  private final StringWriter text = new StringWriter();
  private final StartLines lines = new StartLines(new PrintWriter(text), 0);

  @AfterEach
  void close() {
    lines.close();
  }

  @Test
  void aFastStartSaysNothing() {
    lines.doing("opening the data folder");
    look(500);
    lines.doing("looking for other hosts");
    look(1999);

    assertThat(text.toString()).isEmpty();
  }

  @Test
  void whatTakesLongIsToldOnce() {
    lines.doing("opening the data folder");
    lines.doing("looking for other hosts");
    look(2000);
    look(9000);
    look(20_000);

    assertThat(text.toString().lines()).containsExactly("dftp: looking for other hosts (2 s)");
  }

  @Test
  void whatChangesIsToldEveryFewSeconds() {
    for (int second = 0; second <= 12; second++) {
      lines.doing("tries for " + (40 - second) + " s more");
      look(second * 1000L);
    }

    assertThat(text.toString().lines())
        .containsExactly(
            "dftp: tries for 38 s more (2 s)",
            "dftp: tries for 34 s more (6 s)",
            "dftp: tries for 30 s more (10 s)");
  }

  private void look(long millis) {
    lines.look(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
