// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

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
    SimulatedNetwork network =
        new SimulatedNetwork(Simulation.untraced(seed), NetworkFaults.none().withLossHintRate(0));
    network.setLatency(LinkLatency.exponential(MEAN_DELAY));
    return new SimulatedRing(network, RingSettings.paper(successors));
  }

  /**
   * Lets the ring stand still until every position has repaired each of its fingers, the far ones
   * first, since the last join.
   */
  static void repairFingers(SimulatedRing ring, Progress progress) {
    Duration period = ring.settings().chord().fingerPeriod();
    int fingers = 2 + 32 - Integer.numberOfLeadingZeros(ring.size());
    for (int i = 0; i < 2 * fingers; i++) {
      ring.simulation().runFor(period);
      progress.report("fingers are repaired, round", i + 1, 2L * fingers);
    }
  }
}
