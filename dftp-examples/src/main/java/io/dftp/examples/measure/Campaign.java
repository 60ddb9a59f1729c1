// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that commands share which run a trial seed by seed, and their way through the seeds:
 * side by side, with progress, and none again that the file names.
 */
final class Campaign {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many seeds (default ${DEFAULT-VALUE}).")
  private int seeds = 100;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first of them (default ${DEFAULT-VALUE}).")
  private long from = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Clusters that run side by side (default: all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--done",
      paramLabel = "FILE",
      description = "Keep there what each seed came to, and run no seed again that it names.")
  private @Nullable Path done;

  /** Made by picocli. */
  Campaign() {}

  /** What one seed came to. */
  interface SeedRun {
    long seed();

    /** Returns its line in the file of those done. */
    String line();
  }

  long from() {
    return from;
  }

  /**
   * Runs the seeds that are not done yet.
   *
   * @param parse reads a line of the file of those done
   * @param wanted says whether such a one is of this campaign
   * @param trial runs one seed
   * @return what all of them came to, in the order of the seeds
   */
  <R extends SeedRun> List<R> run(
      Function<String, Optional<R>> parse, Predicate<R> wanted, LongFunction<R> trial)
      throws IOException {
    requireAtLeast("--seeds", seeds);
    requireAtLeast("--threads", threads);
    Map<Long, R> runs = known(parse, wanted);
    Progress progress = new Progress(spec.commandLine().getErr(), spec.name());
    SeedFile file = new SeedFile(done);
    List<Callable<R>> left = new ArrayList<>();
    int[] ended = {runs.size()};
    for (long seed = from; seed < from + seeds; seed++) {
      long next = seed;
      if (!runs.containsKey(seed)) {
        left.add(
            () -> {
              R run = trial.apply(next);
              file.keep(run.line());
              synchronized (ended) {
                progress.report("seeds", ++ended[0], seeds);
              }
              return run;
            });
      }
    }
    Parallel.all(threads, left).forEach(run -> runs.put(run.seed(), run));
    return new ArrayList<>(runs.values());
  }

  private <R extends SeedRun> Map<Long, R> known(
      Function<String, Optional<R>> parse, Predicate<R> wanted) {
    Map<Long, R> known = new TreeMap<>();
    try {
      for (String line : new SeedFile(done).lines()) {
        parse
            .apply(line)
            .filter(wanted)
            .filter(run -> run.seed() >= from && run.seed() < from + seeds)
            .ifPresent(run -> known.put(run.seed(), run));
      }
    } catch (IOException e) {
      throw reject("--done: cannot read and write " + done);
    }
    return known;
  }

  /** Returns the constant that is called so, in any case. */
  <E extends Enum<E>> E kind(Class<E> kinds, String name) {
    for (E each : kinds.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(name)) {
        return each;
      }
    }
    throw reject("--kind: there is no " + name);
  }

  void requireAtLeast(String option, long value) {
    if (value < 1) {
      throw reject(option + " must be at least 1, not " + value);
    }
  }

  void complain(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("dftp: " + message);
    err.flush();
  }

  private ParameterException reject(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
