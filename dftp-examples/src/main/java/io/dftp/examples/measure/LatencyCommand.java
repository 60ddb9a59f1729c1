// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.examples.measure.LatencyRun.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code dftp sim latency}: how much longer a lookup takes than one direct round trip to the owner
 * (Stoica et al. 2003, section VI.E, Table IV, three-dimensional space).
 */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The time of a lookup, iterative and recursive, over that of one direct round trip to the"
          + " owner, while fingers have more and more alternates."
    })
final class LatencyCommand extends MeasureCommand {

  /** Rows of the paper's table. */
  private static final List<Integer> PAPER_ALTERNATES = List.of(1, 2, 4, 8, 16);

  private static final double[] PAPER_ITERATIVE = {7.8, 7.2, 6.1, 4.7, 3.4};
  private static final double[] PAPER_RECURSIVE = {4.5, 3.5, 2.7, 2.1, 1.7};
  private static final String[] PAPER_ITERATIVE_SPREAD = {
    "7.8 (4.4,19.8)", "7.2 (3.8,18.0)", "6.1 (3.1,15.3)", "4.7 (2.4,11.8)", "3.4 (1.9,8.4)"
  };
  private static final String[] PAPER_RECURSIVE_SPREAD = {
    "4.5 (2.5,11.5)", "3.5 (2.0,8.7)", "2.7 (1.6,6.4)", "2.1 (1.4,4.7)", "1.7 (1.2,3.5)"
  };

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "65536",
      description = "Hosts (default ${DEFAULT-VALUE}, as in the paper).")
  private int nodes = 65_536;

  @Option(
      names = "--successors",
      paramLabel = "R",
      defaultValue = "16",
      description =
          "Entries of a successor list, at least 15, since alternates come from it (default"
              + " ${DEFAULT-VALUE}; the paper does not say).")
  private int successors = 16;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Lookups a row and mode (default ${DEFAULT-VALUE}).")
  private int lookups = 10_000;

  @Option(
      names = "--alternates",
      paramLabel = "S",
      split = ",",
      defaultValue = "1,2,4,8,16",
      description =
          "Rows: members kept for each finger, itself counted; of 1, 2, 4, 8 and 16, as in the"
              + " paper (default ${DEFAULT-VALUE}). Each takes a ring of its own.")
  private List<Integer> alternates = PAPER_ALTERNATES;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "Rows at a time (default: one a processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Made by picocli. */
  LatencyCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--nodes", 32, nodes);
    if (!PAPER_ALTERNATES.containsAll(alternates)) {
      throw reject("--alternates must be of " + PAPER_ALTERNATES + ", not " + alternates);
    }
    requireAtLeast("--successors", Collections.max(alternates) - 1L, successors);
    requireAtLeast("--lookups", 1, lookups);
    requireAtLeast("--threads", 1, threads);
    if (nodes > 1 << 20) {
      throw reject("--nodes must be at most " + (1 << 20) + ", not " + nodes);
    }
  }

  @Override
  Report measure(Progress progress) {
    List<Callable<LatencyRun.Stretches>> runs = new ArrayList<>();
    for (int members : alternates) {
      Settings settings = new Settings(seed(), nodes, successors, lookups, members);
      runs.add(() -> new LatencyRun(settings, progress).run());
    }
    return report(Parallel.all(threads, runs));
  }

  private Report report(List<LatencyRun.Stretches> rows) {
    Table table = new Table("s", "iterative", "recursive", "paper it.", "paper rec.", "failed");
    Table csv =
        new Table(
            "alternates",
            "iterative_median",
            "iterative_p10",
            "iterative_p90",
            "recursive_median",
            "recursive_p10",
            "recursive_p90");
    List<String> broken = new ArrayList<>();
    double[] xs = new double[alternates.size()];
    double[][] ys = new double[2][alternates.size()];
    double[][] published = new double[2][alternates.size()];
    for (int i = 0; i < alternates.size(); i++) {
      int members = alternates.get(i);
      int paper = PAPER_ALTERNATES.indexOf(members);
      LatencyRun.Stretches row = rows.get(i);
      xs[i] = members;
      published[0][i] = PAPER_ITERATIVE[paper];
      published[1][i] = PAPER_RECURSIVE[paper];
      ys[0][i] = row.iterative().percentile(50);
      ys[1][i] = row.recursive().percentile(50);
      table.row(
          members,
          row.iterative().spreadAroundMedian(),
          row.recursive().spreadAroundMedian(),
          PAPER_ITERATIVE_SPREAD[paper],
          PAPER_RECURSIVE_SPREAD[paper],
          row.failed());
      csv.row(
          members,
          Table.fixed(ys[0][i], 4),
          Table.fixed(row.iterative().percentile(10), 4),
          Table.fixed(row.iterative().percentile(90), 4),
          Table.fixed(ys[1][i], 4),
          Table.fixed(row.recursive().percentile(10), 4),
          Table.fixed(row.recursive().percentile(90), 4));
      if (row.failed() > 0) {
        broken.add("s = " + members + ": " + row.failed() + " lookups wrong or lost");
      }
    }
    Plot plot =
        new Plot("Lookup latency in a cube", "alternates of a finger", "median stretch")
            .measured("iterative", xs, ys[0])
            .measured("recursive", xs, ys[1])
            .published("iterative, paper", xs, published[0])
            .published("recursive, paper", xs, published[1]);
    return new Report(title(), table, csv, plot, notes(), broken);
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "Latency: %d hosts in a cube, r = %d, %d lookups a row and mode, seed %d",
        nodes,
        successors,
        lookups,
        seed());
  }

  private static List<String> notes() {
    return List.of(
        "Stretch: virtual time of a lookup over one round trip to the owner. Median (10th, 90th"
            + " percentile). Lookups of own keys are left out.",
        "A lookup is over when the owner itself has answered.",
        "s: members kept for each finger, itself counted. With s = 1 the way with the fewest hops"
            + " is taken, else the shortest; hosts know their round trips to others.",
        "A key between two alternates is looked up at the second of them directly, so that this r"
            + " and s are a little more than the paper's.");
  }
}
