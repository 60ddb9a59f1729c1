// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.sim.Encounters;
import io.dftp.sim.StoreOperation;
import io.dftp.sim.StoreTrial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp sim store}: what clients of a faulty cluster are told, judged seed by seed. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Clients overwrite, remove, use conditions and retry while hosts of a simulated cluster are"
          + " held up, crash, lose disks, join in bursts and leave. All that they are told has to be"
          + " linearizable; with cuts, lossless.",
      "Exit code 0: all histories hold, and every operation met every fault. 1: one is broken or"
          + " undecided, or an operation never met a fault. 2: wrong option, or the file cannot be"
          + " written."
    })
final class StoreCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "faults",
      description =
          "faults: all but cuts, 1 to 30 hosts; cuts: the same with cuts; growth: 1 + 12 or 3 + 27"
              + " hosts within a second; bursts: joins, leaves and crashes at once, with delays"
              + " (default ${DEFAULT-VALUE}).")
  private String kind = "faults";

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
      names = "--operations",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Operations of each seed (default ${DEFAULT-VALUE}).")
  private int operations = 1000;

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
  StoreCommand() {}

  @Override
  public Integer call() throws IOException {
    StoreTrial.Kind trial = checkedKind();
    requireAtLeast("--seeds", seeds);
    requireAtLeast("--operations", operations);
    requireAtLeast("--threads", threads);
    Map<Long, StoreRun> runs = known(trial);
    Progress progress = new Progress(spec.commandLine().getErr(), "store");
    SeedFile file = new SeedFile(done);
    List<Callable<StoreRun>> left = new ArrayList<>();
    int[] ended = {runs.size()};
    for (long seed = from; seed < from + seeds; seed++) {
      long next = seed;
      if (!runs.containsKey(seed)) {
        left.add(
            () -> {
              StoreRun run = StoreRun.of(trial, next, operations);
              file.keep(run.line());
              synchronized (ended) {
                progress.report("seeds", ++ended[0], seeds);
              }
              return run;
            });
      }
    }
    Parallel.all(threads, left).forEach(run -> runs.put(run.seed(), run));
    return print(trial, new ArrayList<>(runs.values()));
  }

  private StoreTrial.Kind checkedKind() {
    for (StoreTrial.Kind each : StoreTrial.Kind.values()) {
      if (each.name().equalsIgnoreCase(kind)) {
        return each;
      }
    }
    throw reject("--kind: there is no " + kind);
  }

  private Map<Long, StoreRun> known(StoreTrial.Kind trial) {
    Map<Long, StoreRun> known = new TreeMap<>();
    try {
      for (String line : new SeedFile(done).lines()) {
        StoreRun.parse(line)
            .filter(run -> run.kind() == trial && run.operations() == operations)
            .filter(run -> run.seed() >= from && run.seed() < from + seeds)
            .ifPresent(run -> known.put(run.seed(), run));
      }
    } catch (IOException e) {
      throw reject("--done: cannot read and write " + done);
    }
    return known;
  }

  private int print(StoreTrial.Kind trial, List<StoreRun> runs) {
    PrintWriter out = spec.commandLine().getOut();
    Encounters<StoreOperation> encounters = new Encounters<>(StoreOperation.class);
    runs.forEach(run -> encounters.addAll(run.encounters()));
    long broken = count(runs, StoreRun.Ending.BROKEN);
    long undecided = count(runs, StoreRun.Ending.UNDECIDED);
    out.printf(
        Locale.ROOT,
        "%s: %d seeds from %d, up to %d hosts, %.1f h of virtual time%n",
        trial.name().toLowerCase(Locale.ROOT),
        runs.size(),
        from,
        runs.stream().mapToInt(StoreRun::hosts).max().orElse(0),
        runs.stream().mapToLong(StoreRun::virtualMillis).sum() / 3.6e6);
    out.printf(
        Locale.ROOT,
        "%d operations, %d changes acknowledged, %d calls of unknown end%n",
        runs.stream().mapToLong(StoreRun::ended).sum(),
        runs.stream().mapToLong(StoreRun::acknowledged).sum(),
        runs.stream().mapToLong(StoreRun::unknown).sum());
    out.printf(
        Locale.ROOT,
        "%s: %d hold, %d with a late sibling, %d undecided, %d broken%n%n",
        trial.isConnected() ? "linearizable" : "lossless",
        count(runs, StoreRun.Ending.HOLDS),
        count(runs, StoreRun.Ending.LATE_SIBLING),
        undecided,
        broken);
    out.print(EncounterTable.of(encounters, StoreOperation.values(), trial.faults()).aligned());
    out.flush();
    List<String> missing = encounters.missing(trial.faults());
    runs.stream()
        .filter(run -> run.ending().isBad())
        .forEach(run -> complain("seed " + run.seed() + " " + run.ending() + ": " + run.detail()));
    missing.forEach(cell -> complain("never tried: " + cell));
    return broken + undecided + missing.size() == 0 ? MeasureCommand.OK : MeasureCommand.BROKEN;
  }

  private static long count(List<StoreRun> runs, StoreRun.Ending ending) {
    return runs.stream().filter(run -> run.ending() == ending).count();
  }

  private void requireAtLeast(String option, long value) {
    if (value < 1) {
      throw reject(option + " must be at least 1, not " + value);
    }
  }

  private ParameterException reject(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void complain(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("dftp: " + message);
    err.flush();
  }
}
