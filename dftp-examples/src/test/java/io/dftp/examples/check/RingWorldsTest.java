// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code dftp check ring} in the worlds beside the one of the proof. */
class RingWorldsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theMessageLevelSaysItsBoundsAndThatNothingIsBroken() {
    assertThat(run("--message-level", "--ids", "3", "--letters", "2")).isZero();

    assertThat(out.toString())
        .contains("at most 2 messages under way", "periods, at most", "Nothing is broken.");
  }

  @Test
  void whatBreaksWhenARingBeginsWithOneHostIsListedAndMended() {
    assertThat(run("--start-one")).isZero();

    assertThat(out.toString())
        .contains("OneLiveSuccessor", "1 joins after 0", "by merge", "Every broken ring is mended");
  }

  @Test
  void severalPositionsAreJudgedByHost() {
    assertThat(run("--positions", "2")).isZero();

    assertThat(out.toString()).contains("adjacent", "spread", "OneLiveSuccessor", "fails");
  }

  @Test
  void everyMutantIsFound() {
    assertThat(run("--mutants")).isZero();

    assertThat(out.toString())
        .contains("adopt unasked", "step oracle", "busy is death", "mutants found.")
        .doesNotContain("SURVIVED");
  }

  @Test
  void twoWorldsAtOnceAndImpossibleSizesAreRefused() {
    assertThat(run("--mutants", "--start-one")).isEqualTo(2);
    assertThat(run("--positions", "9")).isEqualTo(2);
    assertThat(run("--message-level", "--ids", "9")).isEqualTo(2);
    assertThat(err.toString()).contains("positions must be 1..4", "ids must be 2..5");
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "ring";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
