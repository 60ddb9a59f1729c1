// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A demand that a cluster may leave unmet for a while, after a disturbance or when the lead is
 * handed over, but never for long.
 */
final class MetInTime implements Invariant {

  /** To look after every event would take most of the time of a run. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final String name;
  private final SimulatedNetwork network;
  private final Duration within;
  private final Supplier<Optional<String>> unmet;
  private Duration lastMet;
  private Duration nextLook;

  /**
   * Creates the demand.
   *
   * @param within the longest time without disturbance that it may be unmet
   * @param unmet says what is wrong; empty when the demand is met
   */
  MetInTime(
      String name, SimulatedNetwork network, Duration within, Supplier<Optional<String>> unmet) {
    this.name = name;
    this.network = network;
    this.within = within;
    this.unmet = unmet;
    this.lastMet = network.simulation().now();
    this.nextLook = lastMet;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<String> check() {
    Duration now = network.simulation().now();
    if (now.compareTo(nextLook) < 0) {
      return Optional.empty();
    }
    nextLook = now.plus(LOOK_EVERY);
    Optional<String> wrong = unmet.get();
    Duration since = later(lastMet, network.disturbedAt());
    if (wrong.isEmpty()) {
      lastMet = now;
      return Optional.empty();
    }
    Duration lasts = now.minus(since);
    return lasts.compareTo(within) <= 0
        ? Optional.empty()
        : wrong.map(text -> text + ", " + lasts + " after all was well or a fault began or ended");
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
