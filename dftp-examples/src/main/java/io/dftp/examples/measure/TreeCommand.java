// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.examples.tree.TreeOperation;
import io.dftp.examples.tree.TreeTrial;
import io.dftp.sim.Encounters;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Mixin private Campaign campaign = new Campaign();

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Operations of each seed (default ${DEFAULT-VALUE}).")
  private int operations = 2000;

  /** Made by picocli. */
  TreeCommand() {}

  @Override
  public Integer call() throws IOException {
    TreeTrial.Kind trial = campaign.kind(TreeTrial.Kind.class, kind);
    campaign.requireAtLeast("--operations", operations);
    return print(
        trial,
        campaign.run(
            TreeRun::parse,
            run -> run.kind() == trial && run.operations() == operations,
            seed -> TreeRun.of(trial, seed, operations)));
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
        campaign.from(),
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
            campaign.complain(
                "seed "
                    + run.seed()
                    + " "
                    + run.ending()
                    + ": "
                    + run.detail()
                    + "\n  again: "
                    + run.again()));
    missing.forEach(cell -> campaign.complain("never tried: " + cell));
    return bad.isEmpty() && missing.isEmpty() ? MeasureCommand.OK : MeasureCommand.BROKEN;
  }

  private static long count(List<TreeRun> runs, TreeRun.Ending ending) {
    return runs.stream().filter(run -> run.ending() == ending).count();
  }
}
