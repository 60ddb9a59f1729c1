// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.ring.GrowingCheck;
import io.dftp.sim.ring.HostCheck;
import io.dftp.sim.ring.MessageBounds;
import io.dftp.sim.ring.MessageCheck;
import io.dftp.sim.ring.MessageReport;
import io.dftp.sim.ring.MutantCheck;
import io.dftp.sim.ring.MutantVerdict;
import io.dftp.sim.ring.RingMutant;
import io.dftp.sim.ring.RingMutants;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The worlds of {@code dftp check ring} beside the one of the proof; at most one is chosen. */
final class RingWorlds {

  private static final int SCHEDULES = 100_000;

  @Option(
      names = "--message-level",
      description =
          "Messages are delayed, reordered and lost; 3 or 4 identifiers. Without --successors: two"
              + " less than identifiers.")
  private boolean messageLevel;

  @Option(
      names = "--start-one",
      description =
          "Begin with one host, outside the proven assumptions: what breaks, and what mends it."
              + " 3 identifiers take seconds, 4 long.")
  private boolean startOne;

  @Option(
      names = "--mutants",
      description = "Check that every planted bug is found; other options mean nothing here.")
  private boolean mutants;

  @Option(
      names = "--positions",
      paramLabel = "P",
      description = "Positions of a host, which fail all at once.")
  private int positions;

  /** Made by picocli. */
  RingWorlds() {}

  /** The sizes that were asked for. */
  record Sizes(int ids, int successors, int letters, ExplorationLimits limits) {}

  /** Explores the world that was chosen; returns whether nothing is wrong. */
  boolean run(Sizes sizes, PrintWriter out, Stopwatch stopwatch) {
    if (mutants) {
      return mutants(out, stopwatch);
    }
    if (startOne) {
      return startOne(sizes, out, stopwatch);
    }
    return messageLevel ? messages(sizes, out, stopwatch) : hosts(sizes, out, stopwatch);
  }

  /** Returns how many identifiers are explored when none are asked for. */
  int usualIds() {
    return messageLevel || startOne ? 3 : 4;
  }

  /** Returns the length of the lists when none is asked for. */
  int usualSuccessors(int ids) {
    return messageLevel ? ids - 2 : 2;
  }

  private static boolean messages(Sizes sizes, PrintWriter out, Stopwatch stopwatch) {
    MessageBounds bounds = MessageBounds.of(sizes.ids(), sizes.successors(), sizes.letters());
    MessageReport report = new MessageCheck(bounds).run(sizes.limits(), SCHEDULES, stopwatch);
    RingWorldsText text = new RingWorldsText(out);
    text.messages(bounds, report, stopwatch.seconds());
    return report.violations().isEmpty();
  }

  private static boolean startOne(Sizes sizes, PrintWriter out, Stopwatch stopwatch) {
    RingWorldsText text = new RingWorldsText(out);
    boolean mended = true;
    for (boolean keepSuccessor : List.of(true, false)) {
      for (boolean recall : keepSuccessor ? List.of(false) : List.of(false, true)) {
        GrowingCheck.Report report =
            GrowingCheck.run(
                sizes.ids(), sizes.successors(), keepSuccessor, recall, sizes.limits(), stopwatch);
        text.growing(sizes, keepSuccessor, recall, report);
        mended &= report.unsettled() == 0;
      }
    }
    text.growingVerdict(mended);
    return mended;
  }

  private boolean hosts(Sizes sizes, PrintWriter out, Stopwatch stopwatch) {
    List<HostCheck.Row> rows =
        HostCheck.run(sizes.ids(), sizes.successors(), positions, sizes.limits(), stopwatch);
    new RingWorldsText(out).hosts(sizes, positions, rows);
    return rows.stream()
        .allMatch(row -> row.judging().equals("position") || row.violations().isEmpty());
  }

  private static boolean mutants(PrintWriter out, Stopwatch stopwatch) {
    MutantsText text = new MutantsText(out);
    List<MutantVerdict> verdicts = new ArrayList<>();
    text.head();
    for (RingMutant mutant : RingMutants.all()) {
      MutantVerdict verdict = MutantCheck.run(mutant, stopwatch);
      verdicts.add(verdict);
      text.row(verdict);
    }
    text.variants();
    boolean variantsHold = true;
    for (RingMutant variant : RingMutants.equivalent()) {
      MutantVerdict verdict = MutantCheck.run(variant, stopwatch);
      variantsHold &= !verdict.isKilled();
      text.variant(verdict);
    }
    text.verdict(verdicts);
    return variantsHold && verdicts.stream().allMatch(MutantVerdict::isKilled);
  }
}
