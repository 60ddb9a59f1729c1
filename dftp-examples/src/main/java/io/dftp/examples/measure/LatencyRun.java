// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.LookupConfig;
import io.dftp.chord.LookupMode;
import io.dftp.chord.LookupResult;
import io.dftp.chord.RingMember;
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
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** One row of {@link LatencyCommand}: a ring of its own, and lookups in both modes. */
final class LatencyRun {

  /**
   * What a run does.
   *
   * @param members kept for each finger, itself counted
   */
  record Settings(long seed, int nodes, int successors, int lookups, int members) {}

  /**
   * Times of lookups over one round trip to the owner, until the owner itself has answered.
   *
   * @param failed wrong or lost
   */
  record Stretches(Sample iterative, Sample recursive, int failed) {}

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final Settings settings;
  private final Progress progress;
  private final Simulation simulation;
  private final Cube cube;
  private final SimulatedRing ring;
  private final Sample iterative = new Sample();
  private final Sample recursive = new Sample();
  private int failed;

  LatencyRun(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    simulation = Simulation.untraced(settings.seed());
    cube = new Cube(settings.nodes(), simulation.random("places"));
    SimulatedNetwork network =
        new SimulatedNetwork(simulation, NetworkFaults.none().withLossHintRate(0));
    network.setLatency(cube);
    RingSettings paper = RingSettings.paper(settings.successors());
    ChordConfig chord = paper.chord();
    LookupConfig lookup =
        chord
            .lookup()
            .withHopTimeout(chord.requestTimeout())
            .withAlternates(settings.members(), settings.members() > 1);
    ring = new SimulatedRing(network, paper.with(chord.withLookup(lookup)));
    ring.setDistances(cube::seenFrom);
  }

  /** Builds the ring and looks up. */
  Stretches run() {
    PaperRing.build(ring, settings.nodes(), progress);
    PaperRing.repairFingers(ring, progress);
    ring.freeze();
    RandomGenerator random = simulation.random("latency");
    for (int i = 0; i < settings.lookups(); i++) {
      Identifier key =
          KeyHasher.hash(ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array());
      RingHost from = ring.host(random.nextInt(settings.nodes()));
      time(from, key, LookupMode.ITERATIVE, iterative);
      time(from, key, LookupMode.RECURSIVE, recursive);
      progress.report("lookups with s = " + settings.members(), i + 1, settings.lookups());
    }
    progress.found(
        "s = "
            + settings.members()
            + ": iterative "
            + iterative.spreadAroundMedian()
            + ", recursive "
            + recursive.spreadAroundMedian());
    return new Stretches(iterative, recursive, failed);
  }

  private void time(RingHost from, Identifier key, LookupMode mode, Sample stretches) {
    RingMember owner = ring.expectedOwner(key);
    if (owner.address().equals(from.address())) {
      return;
    }
    Duration begin = simulation.now();
    CompletableFuture<LookupResult> lookup =
        ring.node(from.number()).findSuccessor(key, mode, from.within(DEADLINE));
    simulation.expect("the lookup ended", lookup::isDone, DEADLINE.plusSeconds(1));
    if (lookup.isCompletedExceptionally() || !lookup.join().owner().equals(owner)) {
      failed++;
      return;
    }
    double took = simulation.now().minus(begin).toNanos();
    stretches.add(took / (2.0 * cube.nanos(from.address(), owner.address())));
  }
}
