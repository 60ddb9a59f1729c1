// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.ring.RingCheck;
import io.dftp.sim.ring.RingReport;
import java.util.Locale;

/** A {@link RingReport} for a reader, beside what is known of the same sizes. */
final class RingCheckText {

  /**
   * What models of the same protocol, written for checking only, came to: the range of two
   * encodings, one that lets a notification overwrite an open operation and one that drops it.
   */
  private record Known(String states, String transitions, String depth, String rounds) {

    private static final Known NOTHING = new Known("-", "-", "-", "-");

    static Known of(int ids, int successors) {
      if (successors == 2 && ids == 4) {
        return new Known("647..795", "3,078..3,734", "29..31", "3 of 3 events, 4 of 2");
      }
      if (successors == 2 && ids == 5) {
        return new Known(
            "155,555..205,686", "1,075,203..1,408,607", "45..46", "4 of 3 events, 6 of 2");
      }
      return NOTHING;
    }
  }

  private final RingReport report;
  private final StringBuilder text = new StringBuilder();

  RingCheckText(RingReport report) {
    this.report = report;
  }

  String toString(double seconds) {
    RingCheck check = report.check();
    Known known = Known.of(check.ids(), check.successors());
    line(
        "Rings of %d identifiers, r = %d, from every ideal ring of %d members; %s",
        check.ids(),
        check.successors(),
        check.successors() + 1,
        check.delayed() == 0
            ? "notifications are heard at once"
            : "up to " + check.delayed() + " notifications are late");
    line("");
    row("", "here", "models");
    row("states", count(report.states()), known.states());
    row("transitions", count(report.transitions()), known.transitions());
    row("depth", count(report.depth()), known.depth());
    row("invariants broken", count(report.counterexamples().size()), "0");
    report.repair().ifPresent(repair -> repair(check, repair, known));
    row("seconds", String.format(Locale.ROOT, "%.1f", seconds), "");
    row("MB of states", count(report.bytes() / 1_000_000), "");
    line("");
    if (!report.isComplete() && report.counterexamples().isEmpty()) {
      line("Ended by the limit: not every state was visited.");
    }
    verdict();
    return text.toString();
  }

  private void repair(RingCheck check, RingReport.Repair repair, Known known) {
    row(
        "rounds to ideal, at most",
        repair.never() == 0
            ? repair.rounds() + " of " + check.acts() + " events"
            : count(repair.never()) + " states never",
        known.rounds());
    row("repair steps", count(repair.steps()), "");
    row("  that mend nothing", count(repair.notLowered()), "0");
    row("  out of an ideal ring", count(repair.unsettled()), "0");
  }

  private void verdict() {
    for (Counterexample counterexample : report.counterexamples()) {
      text.append(counterexample);
      line("(† is dead, †† an older incarnation of it; > leads to the first live successor)");
    }
    report
        .repair()
        .filter(repair -> !repair.isSound())
        .ifPresent(repair -> line("Not every ring mends. For example:%n%s", repair.example()));
    if (report.isSound()) {
      line("Nothing is broken.");
    }
  }

  private void row(String name, String here, String models) {
    line("%s", String.format(Locale.ROOT, "%-24s  %16s  %s", name, here, models).stripTrailing());
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
