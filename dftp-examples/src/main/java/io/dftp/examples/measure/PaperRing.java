// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.LookupConfig;
import io.dftp.failure.FailureConfig;
import io.dftp.sim.LinkLatency;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.Simulation;
import io.dftp.sim.SimulationFailure;
import io.dftp.sim.ring.RingInvariants;
import io.dftp.sim.ring.RingSnapshot;
import java.time.Duration;
import java.util.List;

/**
 * Rings as the simulator of Stoica et al. 2003 has them: exponential delays of mean 50 ms, rounds
 * of half a minute, and no word when a host is gone.
 */
final class PaperRing {

  /** The mean delay of a message, section VI. */
  static final Duration MEAN_DELAY = Duration.ofMillis(50);

  private PaperRing() {}

  /** Returns an empty ring whose hosts keep so many successors. */
  static SimulatedRing create(long seed, int successors) {
    return create(seed, RingSettings.paper(successors));
  }

  /**
   * Returns an empty ring whose lookups end when the first attempt is not sure. They wait three
   * times as long as in the paper before they take a member for gone: one round trip of 2000 takes
   * longer than half a second, and it must not count as a failed member.
   */
  static SimulatedRing createWithoutRetries(long seed, int successors, int alternates) {
    RingSettings settings = RingSettings.paper(successors);
    ChordConfig chord = settings.chord();
    LookupConfig lookup =
        chord
            .lookup()
            .withAttempts(1)
            .withAlternates(alternates, false)
            .withHopTimeout(chord.requestTimeout());
    return create(seed, settings.with(chord.withLookup(lookup)));
  }

  /**
   * Returns an empty ring whose hosts find out within three rounds that a neighbour is gone, also
   * where its farewell went to others. In the paper each round finds that out.
   */
  static SimulatedRing createForChurn(long seed, int successors) {
    RingSettings settings = RingSettings.paper(successors);
    Duration round = settings.chord().stabilizePeriod();
    FailureConfig failure =
        new FailureConfig(
            round,
            round.multipliedBy(5).dividedBy(2),
            round.multipliedBy(3),
            round,
            3,
            settings.failure().rememberFor());
    return create(seed, settings.with(failure));
  }

  private static SimulatedRing create(long seed, RingSettings settings) {
    SimulatedNetwork network =
        new SimulatedNetwork(Simulation.untraced(seed), NetworkFaults.none().withLossHintRate(0));
    network.setLatency(LinkLatency.exponential(MEAN_DELAY));
    return new SimulatedRing(network, settings);
  }

  /** Adds hosts by joins until there are that many, and says on the way how many there are. */
  static void grow(SimulatedRing ring, int nodes, Progress progress) {
    if (ring.size() == 0) {
      ring.build(Math.min(nodes, 2));
    }
    ring.grow(nodes, () -> progress.report("members", ring.size(), nodes));
  }

  /** Builds a ring of so many hosts by joins, and waits until it is ideal. */
  static void build(SimulatedRing ring, int nodes, Progress progress) {
    grow(ring, nodes, progress);
    settle(ring);
  }

  /**
   * Lets the ring stand still until every position has repaired each of its fingers since the last
   * join.
   */
  static void repairFingers(SimulatedRing ring, Progress progress) {
    int perSuccessor = Math.max(1, ring.size() / ring.settings().chord().successors());
    int fingers = 3 + 32 - Integer.numberOfLeadingZeros(perSuccessor);
    // One whole walk over the table from wherever it stands, and a quarter more, for the jitter of
    // the periods.
    repairFingers(ring, 1 + fingers + (fingers + 3) / 4, progress);
  }

  /** Lets the ring stand still until every position has repaired about so many fingers. */
  static void repairFingers(SimulatedRing ring, int rounds, Progress progress) {
    Duration period = ring.settings().chord().fingerPeriod();
    for (int i = 0; i < rounds; i++) {
      ring.simulation().runFor(period);
      progress.report("fingers are repaired, round", i + 1, rounds);
    }
  }

  /**
   * Ends the run when an invariant of the ring does not hold now.
   *
   * @throws SimulationFailure that says which, with the seed
   */
  static void checkInvariants(SimulatedRing ring) {
    RingSnapshot now = RingSnapshot.of(ring.views(), ring.settings().chord().successors());
    List<String> violations = RingInvariants.violations(now);
    if (!violations.isEmpty()) {
      throw ring.simulation().failure("the ring broke " + String.join("; ", violations));
    }
  }

  /** Waits until the ring is ideal, as {@link RingInvariants} understand it, and sound. */
  static void settle(SimulatedRing ring) {
    ring.settle();
    checkInvariants(ring);
    RingSnapshot now = RingSnapshot.of(ring.views(), ring.settings().chord().successors());
    if (!RingInvariants.isIdeal(now)) {
      throw ring.simulation()
          .failure("the ring is not ideal: " + RingInvariants.missingForIdeal(now).get(0));
    }
  }
}
