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
 * {@code dftp sim failures}: lookups right after many hosts failed at once (Stoica et al. 2003,
 * section VI.D, Table II).
 */
@Command(
    name = "failures",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lookups after a part of all hosts failed at once, before anybody has noticed: members"
          + " contacted that live, and that do not."
    })
final class FailuresCommand extends MeasureCommand {

  private static final double[] FRACTIONS = {0, 0.1, 0.2, 0.3, 0.4, 0.5};
  private static final double[] PAPER_PATHS = {3.84, 4.03, 4.22, 4.44, 4.69, 5.09};
  private static final double[] PAPER_TIMEOUTS = {0.0, 0.60, 1.17, 2.02, 3.23, 5.10};
  private static final String[] RINGS = {
    "3.84 / 0", "3.97 / 0.42", "4.11 / 0.97", "4.42 / 1.98", "4.69 / 3.29", "5.50 / 6.94"
  };

  @Option(names = "--nodes", paramLabel = "N", defaultValue = "1000", description = "Hosts.")
  private int nodes = 1000;

  @Option(
      names = "--successors",
      paramLabel = "R",
      defaultValue = "20",
      description = "Entries of a successor list.")
  private int successors = 20;

  @Option(
      names = "--alternates",
      paramLabel = "S",
      defaultValue = "2",
      description =
          "Members kept for each finger, itself counted (default ${DEFAULT-VALUE}; 1 is the"
              + " paper's).")
  private int alternates = 2;

  @Option(names = "--lookups", paramLabel = "N", defaultValue = "10000", description = "Lookups.")
  private int lookups = 10_000;

  /** Made by picocli. */
  FailuresCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--nodes", 4, nodes);
    requireAtLeast("--successors", 1, successors);
    requireAtLeast("--alternates", 1, alternates);
    requireAtLeast("--lookups", 1, lookups);
    if (alternates > successors + 1) {
      throw reject("--alternates must be at most --successors + 1, not " + alternates);
    }
  }

  @Override
  Report measure(Progress progress) {
    Table table =
        new Table(
            "p",
            "path",
            "time-outs",
            "presumed",
            "failed",
            "paper path",
            "paper time-outs",
            "rings");
    Table csv = new Table("fraction", "path_mean", "timeouts_mean", "failed_lookups");
    List<String> broken = new ArrayList<>();
    double[][] measured = new double[2][FRACTIONS.length];
    for (int i = 0; i < FRACTIONS.length; i++) {
      Lookups done = run(FRACTIONS[i], progress);
      measured[0][i] = done.paths().mean();
      measured[1][i] = done.timeouts().mean();
      int failed = done.wrong() + done.lost();
      String fraction = Table.fixed(FRACTIONS[i], 1);
      table.row(
          fraction,
          done.paths().spread(2),
          done.timeouts().spread(2),
          done.presumed(),
          failed,
          Table.fixed(PAPER_PATHS[i], 2),
          Table.fixed(PAPER_TIMEOUTS[i], 2),
          RINGS[i]);
      progress.found(table.lastRow());
      csv.row(
          fraction,
          Table.fixed(done.paths().mean(), 4),
          Table.fixed(done.timeouts().mean(), 4),
          failed);
      if (failed > 0) {
        broken.add("p = " + fraction + ": " + done.wrong() + " wrong, " + done.lost() + " lost");
      }
      progress.report("fraction", i + 1, FRACTIONS.length);
    }
    return new Report(title(), table, csv, plot(measured), notes(), broken);
  }

  private Lookups run(double fraction, Progress progress) {
    SimulatedRing ring = PaperRing.createWithoutRetries(seed(), successors, alternates);
    PaperRing.build(ring, nodes, progress);
    PaperRing.checkInvariants(ring);
    PaperRing.repairFingers(ring, progress);
    ring.freeze();
    RandomGenerator random = ring.simulation().random("failures");
    for (RingHost host : ring.hosts()) {
      if (random.nextDouble() < fraction && ring.size() > 1) {
        ring.crash(host.number());
      }
    }
    List<RingHost> left = ring.hosts();
    Lookups done = new Lookups(ring, random, true);
    for (int i = 0; i < lookups; i++) {
      done.begin(left);
      if (i % 100 == 99) {
        done.finish();
      }
    }
    done.finish();
    return done;
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "Failures: %d hosts, r = %d, s = %d, %d lookups a row, seed %d",
        nodes,
        successors,
        alternates,
        lookups,
        seed());
  }

  private static Plot plot(double[][] measured) {
    return new Plot("Lookups after simultaneous failures", "failed fraction", "members")
        .measured("path", FRACTIONS, measured[0])
        .measured("time-outs", FRACTIONS, measured[1])
        .published("path, paper", FRACTIONS, PAPER_PATHS)
        .published("time-outs, paper", FRACTIONS, PAPER_TIMEOUTS);
  }

  private static List<String> notes() {
    return List.of(
        "Mean (1st, 99th percentile) of a lookup. Path: members asked that answered, the owner is"
            + " one of them, the asking one is not.",
        "Time-outs: members asked that were gone. No lookup is tried again. Failed: wrong or no"
            + " answer.",
        "Presumed: the owner was found, but does not know yet that its predecessor is gone, so that"
            + " the lookup said that it is not sure.",
        "s: members kept for each finger, itself counted, so that a finger that is gone is no gap.",
        "All tables and the knowledge who lives stay as they were before the failures.");
  }
}
