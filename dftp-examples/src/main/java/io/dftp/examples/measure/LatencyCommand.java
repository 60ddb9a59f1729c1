// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.LookupConfig;
import io.dftp.chord.LookupMode;
import io.dftp.chord.LookupResult;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingHost;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.Simulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
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

  private static final Duration DEADLINE = Duration.ofMinutes(1);

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

  /** Made by picocli. */
  LatencyCommand() {}

  /** The stretch of both modes, and what was wrong. */
  private record Row(Sample iterative, Sample recursive, int failed) {}

  @Override
  void checkOptions() {
    requireAtLeast("--nodes", 32, nodes);
    if (!PAPER_ALTERNATES.containsAll(alternates)) {
      throw reject("--alternates must be of " + PAPER_ALTERNATES + ", not " + alternates);
    }
    requireAtLeast("--successors", Collections.max(alternates) - 1L, successors);
    requireAtLeast("--lookups", 1, lookups);
    if (nodes > 1 << 20) {
      throw reject("--nodes must be at most " + (1 << 20) + ", not " + nodes);
    }
  }

  @Override
  Report measure(Progress progress) {
    Table table = new Table("s", "iterative", "recursive", "failed", "paper it.", "paper rec.");
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
      Row row = run(members, progress);
      xs[i] = members;
      published[0][i] = PAPER_ITERATIVE[paper];
      published[1][i] = PAPER_RECURSIVE[paper];
      ys[0][i] = row.iterative().percentile(50);
      ys[1][i] = row.recursive().percentile(50);
      table.row(
          members,
          spread(row.iterative()),
          spread(row.recursive()),
          row.failed(),
          PAPER_ITERATIVE_SPREAD[paper],
          PAPER_RECURSIVE_SPREAD[paper]);
      progress.found(table.lastRow());
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

  private Row run(int members, Progress progress) {
    Simulation simulation = Simulation.untraced(seed());
    SimulatedNetwork network =
        new SimulatedNetwork(simulation, NetworkFaults.none().withLossHintRate(0));
    Cube cube = new Cube(nodes, simulation.random("places"));
    network.setLatency(cube);
    RingSettings paper = RingSettings.paper(successors);
    ChordConfig chord = paper.chord();
    LookupConfig lookup =
        chord.lookup().withHopTimeout(chord.requestTimeout()).withAlternates(members, members > 1);
    SimulatedRing ring = new SimulatedRing(network, paper.with(chord.withLookup(lookup)));
    ring.setDistances(cube::seenFrom);
    PaperRing.build(ring, nodes, progress);
    PaperRing.repairFingers(ring, progress);
    ring.freeze();
    RandomGenerator random = simulation.random("latency");
    Sample iterative = new Sample();
    Sample recursive = new Sample();
    int failed = 0;
    for (int i = 0; i < lookups; i++) {
      Identifier key =
          KeyHasher.hash(ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array());
      RingHost from = ring.host(random.nextInt(nodes));
      failed += timed(ring, cube, from, key, LookupMode.ITERATIVE, iterative) ? 0 : 1;
      failed += timed(ring, cube, from, key, LookupMode.RECURSIVE, recursive) ? 0 : 1;
      progress.report("lookups with s = " + members, i + 1, lookups);
    }
    return new Row(iterative, recursive, failed);
  }

  /** Looks up a key and adds its stretch; says whether the answer was right. */
  private static boolean timed(
      SimulatedRing ring, Cube cube, RingHost from, Identifier key, LookupMode mode, Sample into) {
    var owner = ring.expectedOwner(key);
    if (owner.address().equals(from.address())) {
      return true;
    }
    Simulation simulation = ring.simulation();
    Duration begin = simulation.now();
    CompletableFuture<LookupResult> lookup =
        ring.node(from.number()).findSuccessor(key, mode, from.within(DEADLINE));
    simulation.expect("the lookup ended", lookup::isDone, DEADLINE.plusSeconds(1));
    if (lookup.isCompletedExceptionally()) {
      return false;
    }
    double direct = 2.0 * cube.nanos(from.address(), owner.address());
    into.add(simulation.now().minus(begin).toNanos() / direct);
    return lookup.join().owner().equals(owner);
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

  private static String spread(Sample sample) {
    return Table.fixed(sample.percentile(50), 2)
        + " ("
        + Table.fixed(sample.percentile(10), 1)
        + ","
        + Table.fixed(sample.percentile(90), 1)
        + ")";
  }

  private static List<String> notes() {
    return List.of(
        "Stretch: virtual time of a lookup, the owner's own answer included, over one round trip to"
            + " the owner. Median (10th, 90th percentile). Lookups of own keys are left out.",
        "s: members kept for each finger, itself counted. With s = 1 the way with the fewest hops"
            + " is taken, else the shortest; hosts know their round trips to others.",
        "A key between two alternates is looked up at the second of them directly, so that this r"
            + " and s are a little more than the paper's.");
  }
}
