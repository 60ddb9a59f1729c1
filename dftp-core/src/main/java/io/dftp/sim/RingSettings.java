// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.LookupConfig;
import io.dftp.failure.FailureConfig;
import java.time.Duration;

/**
 * What the hosts of a {@link SimulatedRing} are configured with.
 *
 * @param chord the ring's own values
 * @param failure how soon silent peers are given up
 */
public record RingSettings(ChordConfig chord, FailureConfig failure) {

  /** Returns the defaults of production, in virtual time. */
  public static RingSettings simulated() {
    return new RingSettings(ChordConfig.simulated(), FailureConfig.simulated());
  }

  /**
   * Returns the periods of the simulations of Stoica et al. 2003, section VI: a position stabilizes
   * every half minute and then repairs one finger, and one that is silent for half a second counts
   * as gone for the lookup that asked it. The paper has no pings; here they come so seldom that
   * stabilization itself is nearly all that tells of life.
   *
   * @param successors entries of a list
   */
  public static RingSettings paper(int successors) {
    Duration period = Duration.ofSeconds(30);
    ChordConfig chord =
        ChordConfig.simulated()
            .withSuccessors(successors)
            .withPeriods(period, period)
            .withLookup(LookupConfig.lan().withHopTimeout(Duration.ofMillis(500)));
    FailureConfig failure =
        new FailureConfig(
            period.multipliedBy(4),
            period.multipliedBy(9),
            period.multipliedBy(12),
            period,
            3,
            Duration.ofSeconds(10));
    return new RingSettings(chord, failure);
  }

  /** Returns the same with other times after which silent peers are given up. */
  public RingSettings with(FailureConfig changed) {
    return new RingSettings(chord, changed);
  }

  /** Returns the same with other values of the ring. */
  public RingSettings with(ChordConfig changed) {
    return new RingSettings(changed, failure);
  }
}
