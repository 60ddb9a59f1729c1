// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.sim.Encounters;
import io.dftp.sim.StoreOperation;
import io.dftp.sim.StoreTrial;
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

  @Mixin private Campaign campaign = new Campaign();

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Operations of each seed (default ${DEFAULT-VALUE}).")
  private int operations = 1000;

  /** Made by picocli. */
  StoreCommand() {}

  @Override
  public Integer call() throws IOException {
    StoreTrial.Kind trial = campaign.kind(StoreTrial.Kind.class, kind);
    campaign.requireAtLeast("--operations", operations);
    return print(
        trial,
        campaign.run(
            StoreRun::parse,
            run -> run.kind() == trial && run.operations() == operations,
            seed -> StoreRun.of(trial, seed, operations)));
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
        campaign.from(),
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
        .forEach(
            run ->
                campaign.complain("seed " + run.seed() + " " + run.ending() + ": " + run.detail()));
    missing.forEach(cell -> campaign.complain("never tried: " + cell));
    return broken + undecided + missing.size() == 0 ? MeasureCommand.OK : MeasureCommand.BROKEN;
  }

  private static long count(List<StoreRun> runs, StoreRun.Ending ending) {
    return runs.stream().filter(run -> run.ending() == ending).count();
  }
}
