// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.ring.GrowingCheck;
import io.dftp.sim.ring.HostCheck;
import io.dftp.sim.ring.MessageBounds;
import io.dftp.sim.ring.MessageReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What {@link RingWorlds} found, for a reader. */
final class RingWorldsText {

  private final PrintWriter out;

  RingWorldsText(PrintWriter out) {
    this.out = out;
  }

  void messages(MessageBounds bounds, MessageReport report, double seconds) {
    line(
        "Rings of %d identifiers, r = %d, with messages under way",
        bounds.ids(), bounds.successors());
    line("Bounds: %s; any message may be lost", bounds.inWords());
    line("");
    line("states              %,12d", report.states());
    line("transitions         %,12d", report.transitions());
    line("depth               %,12d", report.depth());
    line("broken              %,12d", report.violations().size());
    line("schedules run       %,12d", report.settled());
    line("  not ideal in the end %,9d", report.unsettled());
    line("  periods, at most  %,12d", report.periods());
    line("seconds             %12.1f", seconds);
    line("");
    report.violations().forEach(this::trace);
    if (!report.complete() && report.violations().isEmpty()) {
      line("Ended by the limit: not every state was visited.");
    }
    if (report.violations().isEmpty()) {
      line("Nothing is broken.");
    }
  }

  void growing(
      RingWorlds.Sizes sizes, boolean keepSuccessor, boolean recall, GrowingCheck.Report report) {
    line(
        "From one host to %d identifiers, r = %d; %s; %s",
        sizes.ids(),
        sizes.successors(),
        keepSuccessor
            ? "no failure takes a last live successor"
            : "any failure, down to one member",
        recall ? "members that are alone ask former peers" : "former peers are not asked");
    line(
        "%,d states%s, %,d of them not mended",
        report.states(), report.complete() ? "" : " (ended by the limit)", report.unsettled());
    line(
        "%-22s %9s %9s %9s %9s %9s %6s",
        "broken", "states", "by itself", "by recall", "by merge", "not", "depth");
    for (GrowingCheck.Row row : report.rows()) {
      line(
          "%-22s %,9d %,9d %,9d %,9d %,9d %6d",
          row.invariant(),
          row.states(),
          row.byItself(),
          row.byRecall(),
          row.byMerge(),
          row.not(),
          row.shortest().steps().size());
      line("    %s", String.join("; ", row.shortest().labels()));
    }
    line("");
    out.flush();
  }

  void growingVerdict(boolean mended) {
    line(mended ? "Every broken ring is mended." : "Not every broken ring is mended.");
  }

  void hosts(RingWorlds.Sizes sizes, int positions, List<HostCheck.Row> rows) {
    line(
        "Rings of %d identifiers, r = %d, %d positions a host that fail at once",
        sizes.ids(), sizes.successors(), positions);
    line("");
    line(
        "%-9s %-12s %9s %7s %12s  %s",
        "layout", "judged by", "states", "ideal", "hang on one", "broken");
    for (HostCheck.Row row : rows) {
      line(
          "%-9s %-12s %,9d %,7d %,12d  %s",
          row.layout(),
          row.judging(),
          row.states(),
          row.ideal(),
          row.hanging(),
          row.violations().isEmpty() ? "-" : row.violations().get(0).property());
    }
    line("");
    line("judged by: of what the assumptions are asked, the whole host or each position alone");
    line("hang on one: ideal rings in which one host holds all that some list names");
    line("");
    rows.stream().flatMap(row -> row.violations().stream()).limit(1).forEach(this::trace);
  }

  private void trace(Counterexample counterexample) {
    out.println(counterexample);
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
