// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.dftp.sim.RingTrial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp sim determinism}: the same seeds in two JVMs, the same traces. */
@Command(
    name = "determinism",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs short simulations of small rings under faults, one for each seed, here and in a second"
          + " JVM with another collector, other hash codes of objects, language and time zone, and"
          + " compares the traces.",
      "Exit code 0: all are equal. 1: some differ, or the second JVM failed. 2: wrong option."
    })
final class DeterminismCommand implements Callable<Integer> {

  private static final int PROGRESS_EVERY = 500;
  private static final int MOST_DIFFERENCES = 10;

  /** What must not change a run: nothing of it is the same in the JVM of a test or a user. */
  private static final List<String> OTHER_JVM =
      List.of(
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:+UseParallelGC",
          "-Xshare:off",
          "-XX:hashCode=2",
          "-Xmx256m",
          "-Duser.language=tr",
          "-Duser.timezone=Asia/Kathmandu");

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // Its setter is called, the field itself is not read.
  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many seeds (default ${DEFAULT-VALUE}).")
  private int seeds = 1000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first of them (default ${DEFAULT-VALUE}).")
  private long first = 1;

  @Option(
      names = "--java",
      paramLabel = "FILE",
      description = "The java program of the second JVM (default: the one that runs this).")
  private String java = "";

  @Option(names = "--print", description = "Print a line for each seed, and start no second JVM.")
  private boolean print;

  /** Made by picocli. */
  DeterminismCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seeds < 1) {
      throw new ParameterException(spec.commandLine(), "--seeds must be at least 1, not " + seeds);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (print) {
      for (long seed = first; seed < first + seeds; seed++) {
        out.println(line(seed, RingTrial.run(seed)));
      }
      out.flush();
      return Main.OK;
    }
    Process other;
    try {
      other = start();
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "--java: cannot start " + java() + ": " + Main.reason(e), e);
    }
    try (BufferedReader lines = other.inputReader(StandardCharsets.UTF_8)) {
      return compare(lines, other, out);
    } finally {
      other.destroyForcibly();
    }
  }

  private int compare(BufferedReader lines, Process other, PrintWriter out)
      throws IOException, InterruptedException {
    Hasher all = Hashing.sha256().newHasher();
    List<String> differences = new ArrayList<>();
    long begun = System.nanoTime();
    long events = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      RingTrial.Outcome outcome = RingTrial.run(seed);
      events += outcome.events();
      String here = line(seed, outcome);
      all.putString(here, StandardCharsets.UTF_8);
      Optional<String> there = Optional.ofNullable(lines.readLine());
      if (there.isEmpty()) {
        other.waitFor(10, TimeUnit.SECONDS);
        Main.complain(spec.commandLine(), "the second JVM ended before seed " + seed);
        return Main.NOT_OK;
      }
      if (!there.get().equals(here)) {
        differences.add("here " + here + ", there " + there.get());
      }
      progress(seed - first + 1, begun);
    }
    for (String difference :
        differences.subList(0, Math.min(MOST_DIFFERENCES, differences.size()))) {
      out.println(difference);
    }
    out.printf(
        Locale.ROOT,
        "%d of %d seeds gave the same trace in two JVMs; %d events in %.1f s, digest %s%n",
        seeds - differences.size(),
        seeds,
        events,
        (System.nanoTime() - begun) / 1e9,
        all.hash());
    out.flush();
    return differences.isEmpty() ? Main.OK : Main.NOT_OK;
  }

  /** The lines of all seeds of one range differ between two programs or versions only. */
  private static String line(long seed, RingTrial.Outcome outcome) {
    return seed + " " + outcome.traceHash() + " " + outcome.events() + " " + outcome.found();
  }

  private void progress(long done, long begun) {
    if (done % PROGRESS_EVERY == 0 && done < seeds) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          Locale.ROOT,
          "%d of %d seeds, %.0f s left%n",
          done,
          seeds,
          seconds / done * (seeds - done));
      err.flush();
    }
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(OTHER_JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(
        List.of(
            "sim",
            "determinism",
            "--print",
            "--seeds",
            Integer.toString(seeds),
            "--seed",
            Long.toString(first)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private String java() {
    return java.isEmpty() ? System.getProperty("java.home") + "/bin/java" : java;
  }
}
