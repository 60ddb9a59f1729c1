// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Each experiment, small. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SimCommandTest {

  private static final String FAILURES = "failures --nodes 60 --successors 8 --lookups 200";
  private static final String CHURN =
      "churn --nodes 40 --successors 8 --lookups 60 --seeds 2 --rates 0.05,0.2 --threads 2";
  private static final String PATH_LENGTH = "path-length --max-power 5 --lookups 100";
  private static final String LOAD = "load --nodes 100 --keys 10000 --seeds 2";
  private static final String LATENCY = "latency --nodes 64 --lookups 50 --alternates 1,16";
  private static final String SCALE = "scale --nodes 100 --lookups 100";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        FAILURES + "    | fraction,path_mean,timeouts_mean,failed_lookups         | 6",
        CHURN + "       | rate,path_mean,timeouts_mean,failed_per_10000           | 2",
        PATH_LENGTH + " | nodes,path_mean,half_log2                               | 3",
        LOAD + "        | positions,p1_ratio,p99_ratio,max_ratio                  | 5",
        LATENCY
            + "| alternates,iterative_median,iterative_p10,iterative_p90,recursive_median,recursive_p10,recursive_p90"
            + " | 2",
        SCALE + "       | step,real_seconds,virtual_seconds,events,heap_mib       | 4"
      })
  void anExperimentWritesItsFiguresAndDrawsThem(String arguments, String header, int rows)
      throws IOException {
    Path csv = folder.resolve("figures.csv");
    Path plot = folder.resolve("figures.png");

    int code = run(arguments, "--csv", csv.toString(), "--plot", plot.toString());

    assertThat(err.toString()).doesNotContain("dftp: ");
    assertThat(code).isZero();
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines.get(0)).isEqualTo(header);
    assertThat(lines).hasSize(1 + rows);
    assertThat(ImageIO.read(plot.toFile()).getWidth()).isEqualTo(900);
    assertThat(out.toString().lines().count()).isGreaterThan(rows + 3);
  }

  @ParameterizedTest
  @CsvSource({FAILURES, "'" + CHURN + "'", PATH_LENGTH, LOAD, "'" + LATENCY + "'"})
  void oneSeedGivesTheSameFiguresTwice(String arguments) throws IOException {
    Path once = folder.resolve("once.csv");
    Path twice = folder.resolve("twice.csv");
    Path other = folder.resolve("other.csv");

    run(arguments, "--seed", "7", "--csv", once.toString());
    run(arguments, "--seed", "7", "--csv", twice.toString());
    run(arguments, "--seed", "8", "--csv", other.toString());

    assertThat(twice).hasSameTextualContentAs(once);
    assertThat(Files.readString(other)).isNotEqualTo(Files.readString(once));
  }

  @Test
  void aFileThatCannotBeWrittenIsRefusedBeforeTheRun() {
    long begun = System.nanoTime();

    int code = run("scale", "--csv", folder.resolve("none/figures.csv").toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("--csv: there is no folder");
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  void aFolderIsNoFileToWrite() {
    int code = run("load", "--plot", folder.toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("--plot: cannot write " + folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scale --nodes 1            | --nodes must be at least 2, not 1",
        "churn --rates 0            | --rates must be more than 0",
        "path-length --max-power 2  | --max-power must be at least 3, not 2",
        "path-length --max-power 21 | at most 20, not 21",
        "failures --lookups 0       | --lookups must be at least 1, not 0"
      })
  void wrongOptionsAreRefused(String arguments, String complaint) {
    int code = run(arguments);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(complaint);
  }

  private int run(String arguments, String... more) {
    CommandLine command =
        new CommandLine(new SimCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler(
                (wrong, unused) -> {
                  wrong.getCommandLine().getErr().println(wrong.getMessage());
                  return 2;
                });
    String[] all = new String[arguments.split(" +").length + more.length];
    System.arraycopy(arguments.split(" +"), 0, all, 0, all.length - more.length);
    System.arraycopy(more, 0, all, all.length - more.length, more.length);
    return command.execute(all);
  }
}
