// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.sim.Parting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dftp sim merge}: how long clusters that were taken apart take to be one again. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Whole simulated clusters are taken apart while clients write on all sides, and many hosts"
          + " start at once; named invariants hold all the while, and every acknowledged write is"
          + " read at every host afterwards.",
    })
final class MergeCommand extends MeasureCommand {

  private static final double COORDINATOR_P99 = 3_000;
  private static final double RING_P99 = 10_000;
  private static final double COLD_START_P99 = 3_000;
  private static final int COLD_HOSTS = 16;
  private static final Duration CUT = Duration.ofSeconds(20);

  private static final List<Parting> WHOLE =
      List.of(
          Parting.TWO_SIDES,
          Parting.TWO_SIDES,
          Parting.THREE_PARTS,
          Parting.ALONE,
          Parting.RESTARTS,
          Parting.LOSSY_SIDES);
  private static final List<Parting> NOT_WHOLE =
      List.of(
          Parting.ONE_WAY_SIDES,
          Parting.MUTE,
          Parting.DEAF,
          Parting.ONE_WAY_LINK,
          Parting.FLAPPING);
  private static final List<Parting> ONE_WAY_BROKEN = List.of(Parting.NEIGHBOURS, Parting.PAIR);

  @Option(
      names = "--cuts",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Partitions of five hosts; a tenth as many of each other kind, and a hundredth as many"
              + " of five minutes and of 24 hosts (default ${DEFAULT-VALUE}).")
  private int cuts = 100;

  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "50",
      description = "Cold starts of each kind (default ${DEFAULT-VALUE}).")
  private int starts = 50;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Clusters that run side by side (default: all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  private final Table table =
      new Table("what", "hosts", "runs", "until", "p50", "p99", "max", "goal");
  private final Table csv = new Table("what", "until", "runs", "p50", "p99", "max");
  private final Map<String, Sample> lines = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();

  /** Made by picocli. */
  MergeCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--cuts", 1, cuts);
    requireAtLeast("--starts", 1, starts);
    requireAtLeast("--threads", 1, threads);
  }

  @Override
  Report measure(Progress progress) {
    MergeRuns runs = new MergeRuns(seed(), threads, progress);
    int some = Math.max(1, cuts / 10);
    int few = Math.max(1, cuts / 100);
    cut(runs, new MergeRuns.Cuts("parted for 20 s", 5, true, CUT, WHOLE), cuts);
    cut(runs, new MergeRuns.Cuts("one way, flapping, 20 s", 5, true, CUT, NOT_WHOLE), some);
    cut(runs, new MergeRuns.Cuts("two apart for 20 s", 7, true, CUT, ONE_WAY_BROKEN), some);
    cut(
        runs,
        new MergeRuns.Cuts("parted for 4 s", 5, true, Duration.ofSeconds(4), WHOLE.subList(0, 4)),
        some);
    cut(runs, new MergeRuns.Cuts("parted, no broadcast", 5, false, CUT, WHOLE), some);
    cut(runs, new MergeRuns.Cuts("parted for 5 min", 5, true, Duration.ofMinutes(5), WHOLE), few);
    cut(runs, new MergeRuns.Cuts("parted for 20 s", 24, true, CUT, WHOLE), few);
    coldStart(runs, "cold start at one moment", Duration.ZERO, false);
    coldStart(runs, "cold start within 2 s", Duration.ofSeconds(2), false);
    coldStart(runs, "start after a loss of power", Duration.ofMillis(500), true);
    return new Report(title(), table, csv, plot(), notes(runs), broken);
  }

  private void cut(MergeRuns runs, MergeRuns.Cuts what, int number) {
    rows(what.what(), what.hosts(), runs.cut(what, number), COORDINATOR_P99, RING_P99);
  }

  private void coldStart(MergeRuns runs, String what, Duration spread, boolean again) {
    MergeRuns.Times times = runs.coldStart(COLD_HOSTS, spread, again, starts);
    rows(what, COLD_HOSTS, times, COLD_START_P99, COLD_START_P99);
  }

  private void rows(
      String what, int hosts, MergeRuns.Times times, double coordinator, double ring) {
    row(what, hosts, "one coordinator", times.coordinator(), coordinator);
    row(what, hosts, "one ring", times.ring(), ring);
  }

  private void row(String what, int hosts, String until, Sample sample, double goal) {
    String p50 = Table.fixed(sample.percentile(50), 0);
    String p99 = Table.fixed(sample.percentile(99), 0);
    String max = Table.fixed(sample.max(), 0);
    String wanted = "p99 " + Table.fixed(goal, 0);
    table.row(what, hosts, sample.size(), until, p50, p99, max, wanted);
    csv.row(what.replace(",", ""), until, sample.size(), p50, p99, max);
    lines.put(what + ", " + hosts + " hosts: " + until, sample);
    if (sample.percentile(99) > goal) {
      broken.add(what + ": " + until + " takes " + p99 + " ms, not " + wanted + " ms");
    }
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "Merges: %d partitions, %d cold starts of each kind, seed %d; times in ms of virtual time",
        cuts,
        starts,
        seed());
  }

  private static List<String> notes(MergeRuns runs) {
    return List.of(
        "Times from healing, or from the last start, until all hosts follow one coordinator under"
            + " one epoch, or every host has the right predecessor and successors, for two seconds"
            + " at least.",
        "Parted: two sides (mostly 2 of 5), three parts, one host alone, two sides whose hosts are"
            + " killed and start again meanwhile, and two sides that lose 5 % of all messages, in"
            + " turns. One way: a side that does not hear the other, a host that nobody hears, one"
            + " that hears nobody, one link; flapping: other sides every few seconds. Two apart: two"
            + " neighbours on the ring, or any two hosts, that do not hear each other while all"
            + " others hear both; every map is written and read through every host meanwhile.",
        runs.acknowledged()
            + " writes were acknowledged meanwhile, and read at every host afterwards.");
  }

  private Plot plot() {
    double[] percents = {1, 10, 25, 50, 75, 90, 95, 99, 100};
    Plot plot = new Plot("Time to be one cluster again", "per cent of runs", "ms");
    lines.forEach(
        (name, sample) -> {
          double[] values = new double[percents.length];
          for (int i = 0; i < percents.length; i++) {
            values[i] = sample.percentile(percents[i]);
          }
          plot.measured(name, percents, values);
        });
    return plot;
  }
}
