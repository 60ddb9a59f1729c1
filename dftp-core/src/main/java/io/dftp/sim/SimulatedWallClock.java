// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.runtime.WallClock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time of day of one simulated host: the virtual time since the start of 2026, and an error.
 */
public final class SimulatedWallClock implements WallClock {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final Simulation simulation;
  private Duration skew = Duration.ZERO;

  /** Creates a clock that is right. */
  public SimulatedWallClock(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public Instant now() {
    return BEGINNING.plus(simulation.now()).plus(skew);
  }

  /** Lets the clock jump: from now on it is so far ahead, or behind when negative. */
  public void setSkew(Duration ahead) {
    skew = ahead;
  }
}
