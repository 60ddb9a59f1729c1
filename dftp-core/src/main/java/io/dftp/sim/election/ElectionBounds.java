// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.dftp.bully.BullyConfig;
import io.dftp.bully.Preemption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How far an election is explored: every schedule with at most so many faults of these kinds.
 *
 * @param hosts 1 to 5
 * @param faults how many faults may happen, 0 to 7
 * @param kinds of which kinds
 * @param togetherOnly whether all hosts start at one moment; else each starts at any time
 * @param states how many states may be visited before the exploration is given up
 */
public record ElectionBounds(
    int hosts, int faults, List<Fault> kinds, boolean togetherOnly, int states) {

  /** Checks the ranges. */
  public ElectionBounds {
    checkArgument(hosts >= 1 && hosts <= 5, "hosts must be 1..5, not %s", hosts);
    checkArgument(faults >= 0 && faults <= 7, "faults must be 0..7, not %s", faults);
    checkArgument(states >= 1, "states must be at least 1, not %s", states);
    kinds = ImmutableList.copyOf(kinds);
  }

  /** Returns bounds with faults of all kinds, for hosts that start at one moment. */
  public static ElectionBounds of(int hosts, int faults) {
    return new ElectionBounds(hosts, faults, Arrays.asList(Fault.values()), true, 50_000_000);
  }

  /** Returns the same with these kinds of faults only. */
  public ElectionBounds with(Fault... only) {
    return new ElectionBounds(hosts, faults, Arrays.asList(only), togetherOnly, states);
  }

  /** Returns the same with hosts that start at any time. */
  public ElectionBounds startingAnyTime() {
    return new ElectionBounds(hosts, faults, kinds, false, states);
  }

  /** Returns the same with another limit of states. */
  public ElectionBounds withStates(int most) {
    return new ElectionBounds(hosts, faults, kinds, togetherOnly, most);
  }

  /** Returns the times that the hosts run with: all of them multiples of 50 ms, to have few. */
  public static BullyConfig config() {
    return new BullyConfig(
        Duration.ofMillis(200),
        Duration.ofMillis(600),
        Duration.ofMillis(200),
        Duration.ofMillis(200),
        Duration.ofMillis(200),
        Duration.ofMillis(400),
        Duration.ofMillis(400),
        Preemption.delayed(Duration.ofMillis(2000)));
  }

  /** Returns how many epochs there may be. */
  int mostEpochs() {
    return 4 + 4 * faults + (togetherOnly ? 0 : hosts);
  }
}
