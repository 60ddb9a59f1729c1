// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.examples.tree.TreeTrial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TreeCommandTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void whereNothingFailsAllHold() {
    int code = run("--kind", "quiet", "--seeds", "2", "--operations", "100");

    assertThat(err.toString()).doesNotContain("dftp: ");
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("quiet: 2 seeds from 1", "2 hold, 0 undecided, 0 broken, 0 not settled");
  }

  @Test
  void whatNeverMetFailsTheCampaign() {
    int code = run("--kind", "bursts", "--seeds", "1", "--operations", "1");

    assertThat(code).isOne();
    assertThat(out.toString()).contains("1 hold");
    assertThat(err.toString()).contains("dftp: never tried: REMOVE during GROWTH");
  }

  @Test
  void aSeedThatIsDoneIsNotRunAgainAndABrokenOneSaysHowToRepeatIt() throws IOException {
    Path done = folder.resolve("done");
    run("--kind", "quiet", "--seeds", "1", "--operations", "50", "--done", done.toString());
    String line = Files.readAllLines(done).get(1);
    Files.writeString(done, line.replace("HOLDS", "BROKEN") + "by hand\n\nQUIET\t2\t10");

    int code =
        run("--kind", "quiet", "--seeds", "2", "--operations", "50", "--done", done.toString());

    assertThat(code).isOne();
    assertThat(out.toString()).contains("1 hold, 0 undecided, 1 broken, 0 not settled");
    assertThat(err.toString())
        .contains(
            "dftp: seed 1 BROKEN: by hand",
            "dftp sim tree --kind quiet --from 1 --seeds 1 --operations 50");
    assertThat(Files.readAllLines(done)).hasSize(4).element(3).asString().startsWith("QUIET\t2\t");
  }

  @Test
  void aLineSaysAllOfASeed() {
    TreeRun run = TreeRun.of(TreeTrial.Kind.QUIET, 7, 30);

    TreeRun again = TreeRun.parse(run.line()).orElseThrow();

    assertThat(again.line()).isEqualTo(run.line());
    assertThat(again.seed()).isEqualTo(7);
    for (String garbled : List.of("", "QUIET\t7", run.line().replace("HOLDS", "?"))) {
      assertThat(TreeRun.parse(garbled)).isEmpty();
    }
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(run("--kind", "none")).isEqualTo(2);
    assertThat(run("--seeds", "0")).isEqualTo(2);
    assertThat(run("--operations", "0")).isEqualTo(2);
    assertThat(run("--done", folder.resolve("none/done").toString())).isEqualTo(2);
  }

  private int run(String... options) {
    return new CommandLine(new TreeCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(options);
  }
}
