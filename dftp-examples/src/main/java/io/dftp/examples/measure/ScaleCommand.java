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

/** {@code dftp sim scale}: how large a ring one JVM simulates, and how fast. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Builds one ring by joins, waits until it is ideal, looks up keys, and says what that took."
    })
final class ScaleCommand extends MeasureCommand {

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "131072",
      description = "Hosts (default ${DEFAULT-VALUE}).")
  private int nodes = 1 << 17;

  @Option(
      names = "--successors",
      paramLabel = "R",
      defaultValue = "8",
      description = "Entries of a successor list (default ${DEFAULT-VALUE}, as in production).")
  private int successors = 8;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Lookups (default ${DEFAULT-VALUE}).")
  private int lookups = 10_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "4",
      description = {
        "Fingers that each host repairs between the last join and the first lookup (default"
            + " ${DEFAULT-VALUE}); lookups are right without, and shorter with all of them."
      })
  private int rounds = 4;

  private final Table table =
      new Table("step", "real s", "virtual s", "events", "events/s", "heap MiB");
  private final Table csv =
      new Table("step", "real_seconds", "virtual_seconds", "events", "heap_mib");
  private final List<Double> seconds = new ArrayList<>(List.of(0.0));
  private final List<Double> events = new ArrayList<>(List.of(0.0));
  private double lastSeconds;
  private long lastEvents;

  /** Made by picocli. */
  ScaleCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--nodes", 2, nodes);
    requireAtLeast("--successors", 1, successors);
    requireAtLeast("--lookups", 1, lookups);
    requireAtLeast("--rounds", 0, rounds);
  }

  @Override
  Report measure(Progress progress) {
    SimulatedRing ring = PaperRing.create(seed(), successors);
    PaperRing.grow(ring, nodes, progress);
    note("joined", ring, progress);
    PaperRing.settle(ring);
    note("ideal", ring, progress);
    PaperRing.repairFingers(ring, rounds, progress);
    note("fingers", ring, progress);
    RandomGenerator random = ring.simulation().random("scale");
    Lookups done = new Lookups(ring, random);
    List<RingHost> hosts = ring.hosts();
    for (int i = 0; i < lookups; i++) {
      done.begin(hosts);
      if (i % 1000 == 999) {
        done.finish();
      }
    }
    done.finish();
    note("lookups", ring, progress);
    List<String> broken = new ArrayList<>();
    if (done.wrong() + done.lost() > 0) {
      broken.add(done.wrong() + " wrong, " + done.lost() + " lost lookups");
    }
    PaperRing.checkInvariants(ring);
    return report(done, progress, broken);
  }

  private Report report(Lookups done, Progress progress, List<String> broken) {
    Plot plot =
        new Plot("A ring of " + nodes + " hosts", "seconds", "million events")
            .measured("events", array(seconds, 1), array(events, 1e-6));
    return new Report(
        String.format(Locale.ROOT, "Scale: %d hosts, r = %d, seed %d", nodes, successors, seed()),
        table,
        csv,
        plot,
        List.of(
            String.format(
                Locale.ROOT,
                "%d lookups: path %s, %d retried, %d wrong, %d lost.",
                lookups,
                done.paths().spread(2),
                done.retried(),
                done.wrong(),
                done.lost()),
            String.format(
                Locale.ROOT,
                "%.1f s in all, heap at most %d MiB.",
                progress.seconds(),
                Runtime.getRuntime().maxMemory() >> 20),
            "Known before: 10,000 peers in one JVM (simulator of jvm-libp2p)."),
        broken);
  }

  private void note(String step, SimulatedRing ring, Progress progress) {
    double now = progress.seconds();
    long happened = ring.simulation().events();
    Runtime runtime = Runtime.getRuntime();
    long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    double took = now - lastSeconds;
    table.row(
        step,
        Table.fixed(took, 1),
        ring.simulation().now().toSeconds(),
        happened - lastEvents,
        Table.fixed((happened - lastEvents) / Math.max(took, 1e-3), 0),
        heap);
    progress.found(table.lastRow());
    csv.row(
        step,
        Table.fixed(took, 2),
        ring.simulation().now().toSeconds(),
        happened - lastEvents,
        heap);
    seconds.add(now);
    events.add((double) happened);
    lastSeconds = now;
    lastEvents = happened;
  }

  private static double[] array(List<Double> values, double factor) {
    return values.stream().mapToDouble(value -> value * factor).toArray();
  }
}
