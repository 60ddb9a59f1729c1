// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.LookupConfig;
import io.dftp.sim.LinkLatency;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.Simulation;
import java.time.Duration;

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
  static SimulatedRing createWithoutRetries(long seed, int successors) {
    RingSettings settings = RingSettings.paper(successors);
    ChordConfig chord = settings.chord();
    LookupConfig lookup = chord.lookup().withAttempts(1).withHopTimeout(chord.requestTimeout());
    return create(seed, settings.with(chord.withLookup(lookup)));
  }

  private static SimulatedRing create(long seed, RingSettings settings) {
    SimulatedNetwork network =
        new SimulatedNetwork(Simulation.untraced(seed), NetworkFaults.none().withLossHintRate(0));
    network.setLatency(LinkLatency.exponential(MEAN_DELAY));
    return new SimulatedRing(network, settings);
  }

  /**
   * Lets the ring stand still until every position has repaired each of its fingers, the far ones
   * first, since the last join.
   */
  static void repairFingers(SimulatedRing ring, Progress progress) {
    Duration period = ring.settings().chord().fingerPeriod();
    int perSuccessor = Math.max(1, ring.size() / ring.settings().chord().successors());
    int fingers = 3 + 32 - Integer.numberOfLeadingZeros(perSuccessor);
    // A quarter more, for the jitter of the periods; a walk that is under way begins anew first.
    int rounds = 2 * fingers + fingers / 4;
    for (int i = 0; i < rounds; i++) {
      ring.simulation().runFor(period);
      progress.report("fingers are repaired, round", i + 1, rounds);
    }
  }
}
