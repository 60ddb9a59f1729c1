// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dftp sim election}: how long elections take, what they cost, and whether they agree. */
@Command(
    name = "election",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Elections of whole electors on a simulated local network: crash, loss, cold start, and a"
          + " highest host that restarts again and again.",
    })
final class ElectionCommand extends MeasureCommand {

  @Option(
      names = "--elections",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Elections under 10 %% loss (default ${DEFAULT-VALUE}).")
  private int elections = 1000;

  @Option(
      names = "--crashes",
      paramLabel = "N",
      defaultValue = "100",
      description = "Crashes and cold starts of each other kind (default ${DEFAULT-VALUE}).")
  private int crashes = 100;

  /** Made by picocli. */
  ElectionCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--elections", 1, elections);
    requireAtLeast("--crashes", 1, crashes);
  }

  @Override
  Report measure(Progress progress) {
    ElectionRuns runs = new ElectionRuns(seed(), progress);
    List<String> broken = new ArrayList<>();
    Table table = new Table("what", "hosts", "runs", "p50", "p99", "max", "goal");
    Table csv = new Table("what", "runs", "p50", "p99", "max");

    Sample killed = runs.failover(5, crashes, true);
    Sample silent = runs.failover(5, crashes, false);
    Sample cold = runs.coldStart(16, crashes);
    Sample messages = runs.messages(16, crashes);
    Sample lossy = runs.lossy(10, elections);
    int changes = runs.changesUnderRestarts();
    row(table, csv, "killed leader, ms", 5, killed, "p50 800, p99 1500");
    row(table, csv, "silent leader, ms", 5, silent, "p99 3000");
    row(table, csv, "cold start, ms", 16, cold, "p99 3000");
    row(table, csv, "messages for one crash", 16, messages, "p50 48, p99 80");
    row(table, csv, "10 % loss: first candidacy to agreement, ms", 10, lossy, "99.99 % in 2000");

    long late = runs.disagreed();
    double inTime = 100.0 * (elections - late) / elections;
    if (late > 0 && inTime < 99.99) {
      broken.add(Table.fixed(inTime, 4) + " % agree within 2 s under 10 % loss");
    }
    if (changes > 2) {
      broken.add(changes + " changes of the leader while the highest host restarts");
    }
    if (messages.percentile(50) > 48 || messages.percentile(99) > 80) {
      broken.add("an election of 16 hosts takes more than 3n messages, or 5n in 99 %");
    }
    List<String> notes =
        List.of(
            String.format(
                Locale.ROOT,
                "10 %% loss, 10 hosts: %d of %d elections agree within 2 s of the first candidacy"
                    + " (%.4f %%).",
                elections - late,
                elections,
                inTime),
            "The highest host restarts every 5 s for 5 minutes: "
                + changes
                + " changes of the leader.",
            "Messages: ELECTION, FEEDBACK, CLAIM, its answers and COORDINATOR, a broadcast once for"
                + " each receiver, without loss; heartbeats and probes of the silent leader are not"
                + " among them.",
            "Killed: connections break at once. Silent: nothing is heard any more. Times until all"
                + " live hosts follow one leader under one epoch.");
    return new Report(title(), table, csv, plot(killed, silent, lossy), notes, broken);
  }

  private static void row(
      Table table, Table csv, String what, int hosts, Sample sample, String goal) {
    String p50 = Table.fixed(sample.percentile(50), 0);
    String p99 = Table.fixed(sample.percentile(99), 0);
    String max = Table.fixed(sample.max(), 0);
    table.row(what, hosts, sample.size(), p50, p99, max, goal);
    csv.row(what.replace(",", ""), sample.size(), p50, p99, max);
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "Elections: %d under loss, %d of each other kind, seed %d",
        elections,
        crashes,
        seed());
  }

  private static Plot plot(Sample killed, Sample silent, Sample lossy) {
    double[] percents = {1, 10, 25, 50, 75, 90, 95, 99, 100};
    return new Plot("Time to one leader", "per cent of elections", "ms")
        .measured("killed", percents, values(killed, percents))
        .measured("silent", percents, values(silent, percents))
        .measured("10 % loss, from the first candidacy", percents, values(lossy, percents));
  }

  private static double[] values(Sample sample, double[] percents) {
    double[] values = new double[percents.length];
    for (int i = 0; i < percents.length; i++) {
      values[i] = sample.percentile(percents[i]);
    }
    return values;
  }
}
