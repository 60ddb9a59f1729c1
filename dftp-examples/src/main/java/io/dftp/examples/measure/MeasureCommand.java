// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.sim.SimulationFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What all experiments share: the seed, the files of figures and plot, progress, and the exit code.
 * A subclass holds its own options and does the experiment.
 */
abstract class MeasureCommand implements Callable<Integer> {

  /** The figures are there, and nothing was wrong. */
  static final int OK = 0;

  /** An invariant broke, or a wrong answer was given. */
  static final int BROKEN = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "All chance comes from it (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the figures there, comma separated.")
  private @Nullable Path csv;

  @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw the figures there.")
  private @Nullable Path plot;

  /**
   * Does the experiment.
   *
   * @throws SimulationFailure when an invariant broke
   */
  abstract Report measure(Progress progress);

  @Override
  public final Integer call() throws IOException {
    checkWritable("--csv", csv);
    checkWritable("--plot", plot);
    Report report;
    try {
      checkOptions();
      report = measure(new Progress(spec.commandLine().getErr(), spec.name()));
    } catch (SimulationFailure failure) {
      complain("an invariant broke: " + failure.getMessage());
      return BROKEN;
    }
    print(report);
    write(report);
    report.broken().forEach(this::complain);
    return report.broken().isEmpty() ? OK : BROKEN;
  }

  /** Says what is wrong with the options, by {@link #reject}. */
  void checkOptions() {}

  final long seed() {
    return seed;
  }

  /** Refuses an option, so that the user sees one line and exit code 2. */
  final ParameterException reject(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  final void requireAtLeast(String option, long least, long value) {
    if (value < least) {
      throw reject(option + " must be at least " + least + ", not " + value);
    }
  }

  private void print(Report report) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(report.title());
    out.println();
    out.print(report.table().aligned());
    if (!report.notes().isEmpty()) {
      out.println();
    }
    report.notes().forEach(out::println);
    out.flush();
  }

  private void write(Report report) throws IOException {
    Path figures = csv;
    if (figures != null) {
      Files.writeString(figures, report.csv().commaSeparated(), StandardCharsets.UTF_8);
    }
    Path picture = plot;
    if (picture != null) {
      report.plot().writePng(picture);
    }
  }

  /** Opens the file now: a long run must not end with a complaint about its name. */
  private void checkWritable(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw reject(option + ": there is no folder " + folder);
      }
      boolean isNew = Files.notExists(file);
      Files.newOutputStream(
              file,
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.APPEND)
          .close();
      if (isNew) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw reject(option + ": cannot write " + file);
    }
  }

  private void complain(String message) {
    CommandLine command = spec.commandLine();
    command.getErr().println("dftp: " + message);
    command.getErr().flush();
  }
}
