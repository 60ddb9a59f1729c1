// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StoreCommandTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyHistoryHoldsAndEveryOperationMeetsTheFault() {
    int code = run("--kind", "growth", "--seeds", "3", "--operations", "300");

    assertThat(err.toString()).doesNotContain("dftp: ");
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains(
            "growth: 3 seeds from 1",
            "linearizable: 3 hold, 0 with a late sibling, 0 undecided, 0 broken")
        .containsPattern("create map +[1-9]");
  }

  @Test
  void whatNeverMetFailsTheCampaign() {
    int code = run("--kind", "growth", "--seeds", "1", "--operations", "1");

    assertThat(code).isOne();
    assertThat(out.toString()).contains("1 hold");
    assertThat(err.toString()).contains("dftp: never tried: RETRY during GROWTH");
  }

  @Test
  void aSeedThatIsDoneIsNotRunAgain() throws IOException {
    Path done = folder.resolve("done");
    run("--kind", "growth", "--seeds", "1", "--operations", "100", "--done", done.toString());
    String line = Files.readAllLines(done).get(1);
    Files.writeString(done, line.replace("HOLDS", "BROKEN") + "by hand\n\nGROWTH\t2\t10");

    int code =
        run("--kind", "growth", "--seeds", "2", "--operations", "100", "--done", done.toString());

    assertThat(code).isOne();
    assertThat(out.toString())
        .contains("linearizable: 1 hold, 0 with a late sibling, 0 undecided, 1 broken");
    assertThat(err.toString()).contains("dftp: seed 1 BROKEN: by hand");
    assertThat(Files.readAllLines(done)).hasSize(4).element(3).asString().startsWith("GROWTH\t2\t");
  }

  @Test
  void aLineSaysAllOfASeed() {
    StoreRun run = StoreRun.of(io.dftp.sim.StoreTrial.Kind.GROWTH, 7, 50);

    StoreRun again = StoreRun.parse(run.line()).orElseThrow();

    assertThat(again.line()).isEqualTo(run.line());
    assertThat(again.seed()).isEqualTo(7);
    for (String garbled : List.of("", "GROWTH\t7", run.line().replace("HOLDS", "?"))) {
      assertThat(StoreRun.parse(garbled)).isEmpty();
    }
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(run("--kind", "none")).isEqualTo(2);
    assertThat(run("--seeds", "0")).isEqualTo(2);
    assertThat(run("--operations", "0")).isEqualTo(2);
    assertThat(run("--done", folder.resolve("none/done").toString())).isEqualTo(2);
  }

  private int run(String... arguments) {
    return new CommandLine(new StoreCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
