// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingProtocol;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import io.dftp.sim.explore.ProgressListener;
import java.util.List;

/**
 * Explores rings whose hosts have several positions each, when one failure takes all positions of a
 * host: with the assumptions of the proof asked of each position, and of the host as a whole.
 */
public final class HostCheck {

  /**
   * What one exploration found.
   *
   * @param layout whether the positions of a host are neighbours or far from each other
   * @param judging of what the assumptions are asked
   * @param states that were reached
   * @param complete whether every reachable state was visited
   * @param ideal of the states, those that are ideal rings
   * @param hanging of the ideal rings, those where one host holds all that some member's list names
   * @param violations the shortest way to each invariant that is broken
   */
  public record Row(
      String layout,
      String judging,
      int states,
      boolean complete,
      int ideal,
      int hanging,
      List<Counterexample> violations) {

    /** Keeps an immutable copy. */
    public Row {
      violations = ImmutableList.copyOf(violations);
    }
  }

  private HostCheck() {}

  /**
   * Explores each layout under each way to judge.
   *
   * @param positions of a host, 1 to {@code ids}
   */
  public static List<Row> run(
      int ids, int successors, int positions, ExplorationLimits limits, ProgressListener listener) {
    checkArgument(
        positions >= 1 && positions <= ids, "positions must be 1..%s, not %s", ids, positions);
    checkArgument(
        successors >= 1 && successors < ids, "successors must be 1..%s: %s", ids - 1, successors);
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (HostWorld.Layout layout : HostWorld.Layout.values()) {
      for (HostWorld.Judging judging : HostWorld.Judging.values()) {
        HostWorld world =
            new HostWorld(RingProtocol::step, ids, successors, positions, layout, judging);
        rows.add(row(world, layout, judging, Explorer.explore(world, limits, listener)));
      }
    }
    return rows.build();
  }

  private static Row row(
      HostWorld world,
      HostWorld.Layout layout,
      HostWorld.Judging judging,
      Exploration<AtomicState> found) {
    int[] counts = new int[2];
    found.forEach(
        (index, ring) -> {
          if (world.base().isIdeal(ring)) {
            counts[0]++;
            counts[1] += world.hangsOnAHost(ring) ? 1 : 0;
          }
        });
    return new Row(
        layout == HostWorld.Layout.ADJACENT ? "adjacent" : "spread",
        judging == HostWorld.Judging.BY_HOST ? "host" : "position",
        found.states(),
        found.isComplete(),
        counts[0],
        counts[1],
        found.counterexamples());
  }
}
