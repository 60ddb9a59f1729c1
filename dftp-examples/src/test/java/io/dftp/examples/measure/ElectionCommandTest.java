// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ElectionCommandTest {

  private final StringWriter out = new StringWriter();

  @Test
  void theFiguresAreWithinTheirGoals() {
    int code = run("--elections", "40", "--crashes", "5", "--seed", "3");

    assertThat(code).isZero();
    assertThat(out.toString())
        .containsPattern("killed leader, ms +5 +5 ")
        .containsPattern("messages for one crash +16 +5 +4\\d ")
        .contains("40 of 40 elections agree within 2 s")
        .contains("1 changes of the leader");
  }

  @Test
  void countsOutOfRangeAreRefused() {
    assertThat(run("--elections", "0")).isEqualTo(2);
    assertThat(run("--crashes", "0")).isEqualTo(2);
  }

  private int run(String... arguments) {
    return new CommandLine(new ElectionCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(new StringWriter(), true))
        .execute(arguments);
  }
}
