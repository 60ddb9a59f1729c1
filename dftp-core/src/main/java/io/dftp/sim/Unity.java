// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Since when a cluster has had one coordinator, and one ring, at the moments it was looked at. */
final class Unity {

  /** How exactly times are taken. */
  static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /** How long unity has to last to count as reached. */
  private static final Duration FOR_GOOD = Duration.ofSeconds(2);

  private final Simulation simulation;
  private final SimulatedCluster cluster;
  private @Nullable Duration coordinator;
  private @Nullable Duration ring;

  Unity(Simulation simulation, SimulatedCluster cluster) {
    this.simulation = simulation;
    this.cluster = cluster;
  }

  /** Looks now; says whether both have lasted long enough. */
  boolean isForGood() {
    coordinator = since(coordinator, cluster.hasOneCoordinator());
    ring = since(ring, cluster.isOneRing());
    return lasts(coordinator) && lasts(ring);
  }

  /** Returns since when there has been one coordinator; now if there is not. */
  Duration coordinatorSince() {
    return coordinator == null ? simulation.now() : coordinator;
  }

  /** Returns since when there has been one ring; now if there is not. */
  Duration ringSince() {
    return ring == null ? simulation.now() : ring;
  }

  private @Nullable Duration since(@Nullable Duration before, boolean holds) {
    if (!holds) {
      return null;
    }
    return before == null ? simulation.now() : before;
  }

  private boolean lasts(@Nullable Duration since) {
    return since != null && simulation.now().minus(since).compareTo(FOR_GOOD) >= 0;
  }
}
