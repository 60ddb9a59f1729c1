// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.examples.measure.ChurnRun.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code dftp sim churn}: lookups while hosts join and leave (Stoica et al. 2003, section VI.E,
 * Table III).
 */
@Command(
    name = "churn",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lookups, one a second, while hosts join and leave at a rate of 0.05 to 0.40 a second each."
    })
final class ChurnCommand extends MeasureCommand {

  private static final double[] RATES = {0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40};
  private static final double[] PAPER_PATHS = {3.90, 3.83, 3.84, 3.81, 3.83, 3.91, 3.94, 4.06};
  private static final double[] PAPER_TIMEOUTS = {0.05, 0.11, 0.16, 0.23, 0.30, 0.34, 0.42, 0.46};
  private static final double[] PAPER_FAILED = {0, 0, 2, 5, 6, 8, 16, 15};
  private static final double[] RINGS_FAILED = {6, 17, 21, 36, 43, 41, 53, 59};
  private static final double PER_10000 = 10_000;

  @Option(names = "--nodes", paramLabel = "N", defaultValue = "1000", description = "Hosts.")
  private int nodes = 1000;

  @Option(
      names = "--successors",
      paramLabel = "R",
      defaultValue = "20",
      description = "Entries of a successor list.")
  private int successors = 20;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Lookups of each run.")
  private int lookups = 10_000;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Runs of each rate, with the seeds from --seed on; their lookups are pooled.")
  private int seeds = 10;

  @Option(
      names = "--rates",
      paramLabel = "R",
      split = ",",
      description = "Joins, and leaves, a second (default 0.05,0.10 ... 0.40).")
  private double[] rates = RATES.clone();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Runs at the same time (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Made by picocli. */
  ChurnCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--nodes", 4, nodes);
    requireAtLeast("--successors", 1, successors);
    requireAtLeast("--lookups", 1, lookups);
    requireAtLeast("--seeds", 1, seeds);
    requireAtLeast("--threads", 1, threads);
    for (double rate : rates) {
      if (!(rate > 0 && rate <= 10)) {
        throw reject("--rates must be more than 0 and at most 10, not " + rate);
      }
    }
  }

  @Override
  Report measure(Progress progress) {
    List<Callable<Lookups>> runs = new ArrayList<>();
    for (double rate : rates) {
      Settings settings = new Settings(nodes, successors, lookups, rate);
      for (int i = 0; i < seeds; i++) {
        long ofRun = seed() + i;
        runs.add(() -> new ChurnRun(ofRun, settings, progress).run());
      }
    }
    return report(Parallel.all(threads, runs));
  }

  private Report report(List<Lookups> done) {
    Table table =
        new Table(
            "rate",
            "path",
            "time-outs",
            "failed/10^4",
            "wrong",
            "lost",
            "overtaken",
            "retried/10^4",
            "paper path",
            "time-outs",
            "failed",
            "rings failed");
    Table csv = new Table("rate", "path_mean", "timeouts_mean", "failed_per_10000");
    double[][] measured = new double[3][rates.length];
    for (int i = 0; i < rates.length; i++) {
      Totals totals = new Totals(done.subList(i * seeds, (i + 1) * seeds));
      measured[0][i] = totals.paths.mean();
      measured[1][i] = totals.timeouts.mean();
      measured[2][i] = totals.per10000(totals.wrong + totals.lost);
      int known = indexOf(rates[i]);
      String rate = Table.fixed(rates[i], 2);
      table.row(
          rate,
          totals.paths.spread(2),
          totals.timeouts.spread(2),
          Table.fixed(measured[2][i], 1),
          totals.wrong,
          totals.lost,
          totals.overtaken,
          Table.fixed(totals.per10000(totals.retried), 1),
          known < 0 ? "" : Table.fixed(PAPER_PATHS[known], 2),
          known < 0 ? "" : Table.fixed(PAPER_TIMEOUTS[known], 2),
          known < 0 ? "" : Table.fixed(PAPER_FAILED[known], 0),
          known < 0 ? "" : Table.fixed(RINGS_FAILED[known], 0));
      csv.row(
          rate,
          Table.fixed(measured[0][i], 4),
          Table.fixed(measured[1][i], 4),
          Table.fixed(measured[2][i], 2));
    }
    return new Report(title(), table, csv, plot(measured), notes(), List.of());
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "Churn: %d hosts, r = %d, %d lookups a run, %d runs a rate, seeds from %d",
        nodes,
        successors,
        lookups,
        seeds,
        seed());
  }

  private Plot plot(double[][] measured) {
    return new Plot("Lookups under churn", "joins and leaves a second", "per lookup, per 10,000")
        .measured("path", rates, measured[0])
        .measured("time-outs", rates, measured[1])
        .measured("failed per 10,000", rates, measured[2])
        .published("failed per 10,000, paper", RATES, PAPER_FAILED)
        .published("failed per 10,000, rings", RATES, RINGS_FAILED);
  }

  private static List<String> notes() {
    return List.of(
        "Mean (1st, 99th percentile) of a lookup. Path: members asked that answered, the owner is"
            + " one of them, the asking one is not.",
        "Time-outs: members asked that were gone. Both are summed over retries.",
        "Wrong: another owner than all live members made at the moment at which it answered."
            + " Overtaken, and not failed: who was it then, and no more when the answer arrived."
            + " Lost: no answer. Lookups of hosts that leave before the answer are not counted.",
        "The ring kept its invariants all the time, and was ideal again when the churn had ended.");
  }

  private static int indexOf(double rate) {
    for (int i = 0; i < RATES.length; i++) {
      if (Math.abs(RATES[i] - rate) < 1e-9) {
        return i;
      }
    }
    return -1;
  }

  /** The lookups of all runs of one rate. */
  private static final class Totals {
    private final Sample paths = new Sample();
    private final Sample timeouts = new Sample();
    private int wrong;
    private int lost;
    private int overtaken;
    private int retried;

    Totals(List<Lookups> runs) {
      for (Lookups run : runs) {
        paths.addAll(run.paths());
        timeouts.addAll(run.timeouts());
        wrong += run.wrong();
        lost += run.lost();
        overtaken += run.overtaken();
        retried += run.retried();
      }
    }

    double per10000(int count) {
      return count * PER_10000 / Math.max(1, paths.size() + lost);
    }
  }
}
