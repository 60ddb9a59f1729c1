// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MergeCommandTest {

  private final StringWriter out = new StringWriter();

  @Test
  void theFiguresAreWithinTheirGoals() {
    int code = run("--cuts", "5", "--starts", "2", "--seed", "3");

    assertThat(code).isZero();
    assertThat(out.toString())
        .containsPattern("parted for 20 s +5 +5 +one coordinator +\\d+ +\\d+ +\\d+ +p99 3000")
        .containsPattern("parted for 20 s +5 +5 +one ring +\\d+ +\\d+ +\\d+ +p99 10000")
        .containsPattern("cold start at one moment +16 +2 +one ring ")
        .containsPattern("\\d{3,} writes were acknowledged");
  }

  @Test
  void countsOutOfRangeAreRefused() {
    assertThat(run("--cuts", "0")).isEqualTo(2);
    assertThat(run("--starts", "0")).isEqualTo(2);
  }

  private int run(String... arguments) {
    return new CommandLine(new MergeCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(new StringWriter(), true))
        .execute(arguments);
  }
}
