// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.examples.tree.TreeOperation;
import io.dftp.examples.tree.TreeTrial;
import io.dftp.sim.Encounters;
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

/** {@code dftp sim tree}: what becomes of the tree of files of a faulty cluster, seed by seed. */
@Command(
    name = "tree",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Clients store, append, resume, delete, rename, move, make, remove, read and list files and"
          + " directories while hosts of a simulated cluster are held up, crash, lose disks, fill"
          + " them, join in bursts and leave. Nothing may be lost, return, be mixed or be at two"
          + " places, and all hosts have to show one tree.",
      "Exit code 0: all held, and every operation met every fault. 1: something is broken,"
          + " undecided or not settled, or an operation never met a fault. 2: wrong option, or the"
          + " file cannot be written."
    })
final class TreeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "faults",
      description =
          "faults: all but cuts; cuts: the same with cuts; bursts: joins, leaves and crashes at"
              + " once, with delays; quiet: nothing (default ${DEFAULT-VALUE}).")
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
      defaultValue = "2000",
      description = "Operations of each seed (default ${DEFAULT-VALUE}).")
  private int operations = 2000;

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
  TreeCommand() {}

  @Override
  public Integer call() throws IOException {
    TreeTrial.Kind trial = checkedKind();
    requireAtLeast("--seeds", seeds);
    requireAtLeast("--operations", operations);
    requireAtLeast("--threads", threads);
    Map<Long, TreeRun> runs = known(trial);
    Progress progress = new Progress(spec.commandLine().getErr(), "tree");
    SeedFile file = new SeedFile(done);
    List<Callable<TreeRun>> left = new ArrayList<>();
    int[] ended = {runs.size()};
    for (long seed = from; seed < from + seeds; seed++) {
      long next = seed;
      if (!runs.containsKey(seed)) {
        left.add(
            () -> {
              TreeRun run = TreeRun.of(trial, next, operations);
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

  private TreeTrial.Kind checkedKind() {
    for (TreeTrial.Kind each : TreeTrial.Kind.values()) {
      if (each.name().equalsIgnoreCase(kind)) {
        return each;
      }
    }
    throw reject("--kind: there is no " + kind);
  }

  private Map<Long, TreeRun> known(TreeTrial.Kind trial) {
    Map<Long, TreeRun> known = new TreeMap<>();
    try {
      for (String line : new SeedFile(done).lines()) {
        TreeRun.parse(line)
            .filter(run -> run.kind() == trial && run.operations() == operations)
            .filter(run -> run.seed() >= from && run.seed() < from + seeds)
            .ifPresent(run -> known.put(run.seed(), run));
      }
    } catch (IOException e) {
      throw reject("--done: cannot read and write " + done);
    }
    return known;
  }

  private int print(TreeTrial.Kind trial, List<TreeRun> runs) {
    PrintWriter out = spec.commandLine().getOut();
    Encounters<TreeOperation> encounters = new Encounters<>(TreeOperation.class);
    runs.forEach(run -> encounters.addAll(run.encounters()));
    out.printf(
        Locale.ROOT,
        "%s: %d seeds from %d, up to %d hosts, %.1f h of virtual time%n",
        trial.name().toLowerCase(Locale.ROOT),
        runs.size(),
        from,
        runs.stream().mapToInt(TreeRun::hosts).max().orElse(0),
        runs.stream().mapToLong(TreeRun::virtualMillis).sum() / 3.6e6);
    out.printf(
        Locale.ROOT,
        "%d operations, %d changes acknowledged, %d of open end%n",
        runs.stream().mapToLong(TreeRun::ended).sum(),
        runs.stream().mapToLong(TreeRun::acknowledged).sum(),
        runs.stream().mapToLong(TreeRun::open).sum());
    out.printf(
        Locale.ROOT,
        "%d hold, %d undecided, %d broken, %d not settled%n%n",
        count(runs, TreeRun.Ending.HOLDS),
        count(runs, TreeRun.Ending.UNDECIDED),
        count(runs, TreeRun.Ending.BROKEN),
        count(runs, TreeRun.Ending.NOT_SETTLED));
    out.print(EncounterTable.of(encounters, TreeOperation.values(), trial.faults()).aligned());
    out.flush();
    List<String> missing =
        trial.faults().isEmpty() ? List.of() : encounters.missing(trial.faults());
    List<TreeRun> bad = runs.stream().filter(run -> run.ending().isBad()).toList();
    bad.forEach(
        run ->
            complain(
                "seed "
                    + run.seed()
                    + " "
                    + run.ending()
                    + ": "
                    + run.detail()
                    + "\n  again: "
                    + run.again()));
    missing.forEach(cell -> complain("never tried: " + cell));
    return bad.isEmpty() && missing.isEmpty() ? MeasureCommand.OK : MeasureCommand.BROKEN;
  }

  private static long count(List<TreeRun> runs, TreeRun.Ending ending) {
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
