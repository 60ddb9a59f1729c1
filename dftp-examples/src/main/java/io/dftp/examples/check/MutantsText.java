// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.check;

import io.dftp.sim.ring.MutantVerdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The mutants as a table, each row as soon as it is known. */
final class MutantsText {

  private final PrintWriter out;

  MutantsText(PrintWriter out) {
    this.out = out;
  }

  void head() {
    row("mutant", "found by", "depth", "states", "where");
  }

  void row(MutantVerdict verdict) {
    row(
        verdict.mutant().name(),
        verdict.isKilled() ? verdict.rule() : "SURVIVED",
        Integer.toString(verdict.depth()),
        String.format(Locale.ROOT, "%,d", verdict.states()),
        verdict.mutant().trial().world());
    out.println("    " + verdict.mutant().wrong());
    out.flush();
  }

  void variants() {
    out.println();
    out.println("Variants in which nothing is found; they are no bugs, or not shown to be:");
  }

  void variant(MutantVerdict verdict) {
    out.printf(
        Locale.ROOT,
        "%-30s %s%n    %s%n",
        verdict.mutant().name(),
        verdict.isKilled() ? "BROKEN: " + verdict.rule() : "nothing found",
        verdict.mutant().wrong());
    out.flush();
  }

  /** Ends with one trace in full: that of the bug of the published protocol. */
  void verdict(List<MutantVerdict> verdicts) {
    long killed = verdicts.stream().filter(MutantVerdict::isKilled).count();
    verdicts.stream()
        .filter(verdict -> verdict.mutant().name().equals("adopt unasked"))
        .forEach(
            verdict -> {
              out.println();
              out.println("For example, " + verdict.mutant().name() + ":");
              out.print(verdict.trace());
            });
    out.println();
    out.printf(Locale.ROOT, "%d of %d mutants found.%n", killed, verdicts.size());
    out.flush();
  }

  private void row(String name, String rule, String depth, String states, String where) {
    out.printf(Locale.ROOT, "%-30s %-21s %6s %9s  %s%n", name, rule, depth, states, where);
  }
}
