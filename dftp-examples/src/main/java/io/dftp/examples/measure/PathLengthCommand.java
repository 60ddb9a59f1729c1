// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.sim.RingHost;
import io.dftp.sim.SimulatedRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code dftp sim path-length}: members asked by a lookup in rings of growing size (Stoica et al.
 * 2003, section VI.C, Figure 10).
 */
@Command(
    name = "path-length",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Members asked by a lookup in one ring that grows from 2^3 hosts."})
final class PathLengthCommand extends MeasureCommand {

  private static final int SMALLEST_POWER = 3;

  @Option(
      names = "--max-power",
      paramLabel = "K",
      defaultValue = "17",
      description = "The ring grows to 2^K hosts (default ${DEFAULT-VALUE}).")
  private int maxPower = 17;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Lookups at each size (default ${DEFAULT-VALUE}).")
  private int lookups = 10_000;

  @Option(
      names = "--successors",
      paramLabel = "R",
      defaultValue = "1",
      description = "Entries of a successor list (default ${DEFAULT-VALUE}, as in the paper).")
  private int successors = 1;

  /** Made by picocli. */
  PathLengthCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--max-power", SMALLEST_POWER, maxPower);
    requireAtLeast("--lookups", 1, lookups);
    requireAtLeast("--successors", 1, successors);
    if (maxPower > 20) {
      throw reject("--max-power must be at most 20, not " + maxPower);
    }
  }

  @Override
  Report measure(Progress progress) {
    Table table =
        new Table("nodes", "path", "half log2", "ratio", "and the owner", "retried", "failed");
    Table csv = new Table("nodes", "path_mean", "half_log2");
    List<String> broken = new ArrayList<>();
    SimulatedRing ring = PaperRing.create(seed(), successors);
    RandomGenerator random = ring.simulation().random("path length");
    int sizes = maxPower - SMALLEST_POWER + 1;
    double[] xs = new double[sizes];
    double[][] ys = new double[2][sizes];
    for (int i = 0; i < sizes; i++) {
      int nodes = 1 << (SMALLEST_POWER + i);
      PaperRing.build(ring, nodes, progress);
      PaperRing.repairFingers(ring, progress);
      Lookups done = lookUp(ring, random);
      xs[i] = SMALLEST_POWER + i;
      ys[0][i] = done.pathsBeforeOwner().mean();
      ys[1][i] = xs[i] / 2;
      int failed = done.wrong() + done.lost();
      table.row(
          nodes,
          done.pathsBeforeOwner().spread(2),
          Table.fixed(ys[1][i], 1),
          Table.fixed(ys[0][i] / ys[1][i], 3),
          Table.fixed(done.paths().mean(), 2),
          done.retried(),
          failed);
      progress.found(table.lastRow());
      csv.row(nodes, Table.fixed(ys[0][i], 4), Table.fixed(ys[1][i], 4));
      if (failed > 0) {
        broken.add(nodes + " hosts: " + done.wrong() + " wrong, " + done.lost() + " lost");
      }
    }
    Plot plot =
        new Plot("Path length", "log2 of the number of hosts", "members asked")
            .measured("path", xs, ys[0])
            .published("half log2 N, paper", xs, ys[1]);
    return new Report(
        String.format(
            Locale.ROOT,
            "Path length: %d lookups a row, r = %d, seed %d",
            lookups,
            successors,
            seed()),
        table,
        csv,
        plot,
        List.of(
            "Mean (1st, 99th percentile) of a lookup: members asked that answered, up to the"
                + " predecessor of the key.",
            "Neither the asking member nor the owner counts, as in the paper's half log2 N; with"
                + " the owner, who is asked too, it is one more."),
        broken);
  }

  private Lookups lookUp(SimulatedRing ring, RandomGenerator random) {
    Lookups done = new Lookups(ring, random);
    List<RingHost> hosts = ring.hosts();
    for (int i = 0; i < lookups; i++) {
      done.begin(hosts);
      if (i % 1000 == 999) {
        done.finish();
      }
    }
    done.finish();
    return done;
  }
}
