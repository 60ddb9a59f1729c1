// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.dftp.chord.RingProtocol;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import io.dftp.sim.explore.ProgressListener;
import io.dftp.sim.explore.StateInvariant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists what can go wrong in a ring that begins with one host, outside the proven assumptions, and
 * tries whether the repair of a cluster mends it: from every broken state the members first repair
 * what they can, then those that are alone ask former peers, then members of smaller rings move to
 * the largest.
 */
public final class GrowingCheck {

  /**
   * One invariant that is broken in some states.
   *
   * @param invariant its name
   * @param states in which it is broken
   * @param byItself of them, those that stabilize and rectify mend
   * @param byRecall those that need members which are alone to ask former peers
   * @param byMerge those that need members to move to another ring
   * @param not those that are not mended
   * @param shortest way to the invariant broken
   */
  public record Row(
      String invariant,
      int states,
      int byItself,
      int byRecall,
      int byMerge,
      int not,
      Counterexample shortest) {}

  /**
   * What was found.
   *
   * @param states that were reached
   * @param complete whether every reachable state was visited
   * @param unsettled states, broken or not, from which no repair leads to the ideal ring
   * @param rows one for each invariant that is broken anywhere
   */
  public record Report(int states, boolean complete, int unsettled, List<Row> rows) {

    /** Keeps an immutable copy. */
    public Report {
      rows = ImmutableList.copyOf(rows);
    }
  }

  private GrowingCheck() {}

  /**
   * Explores, and mends every state.
   *
   * @param keepSuccessor whether no failure leaves another member without a live successor
   * @param recall whether members that are alone ask former peers; otherwise they are only moved
   */
  public static Report run(
      int ids,
      int successors,
      boolean keepSuccessor,
      boolean recall,
      ExplorationLimits limits,
      ProgressListener listener) {
    checkArgument(
        successors >= 1 && successors < ids, "successors must be 1..%s: %s", ids - 1, successors);
    GrowingWorld world = new GrowingWorld(RingProtocol::step, ids, successors, keepSuccessor);
    Exploration<AtomicState> found = Explorer.explore(world, limits.pastViolations(), listener);
    Map<String, Map<RingMending.Outcome, Integer>> tally = new LinkedHashMap<>();
    RingMending mending = new RingMending(world.base());
    int[] unsettled = new int[1];
    List<StateInvariant<AtomicState>> invariants = world.invariants();
    found.forEach(
        (index, ring) -> {
          List<String> broken =
              invariants.stream()
                  .filter(invariant -> invariant.violation(ring).isPresent())
                  .map(StateInvariant::name)
                  .toList();
          RingMending.Outcome outcome = mending.mend(ring, recall);
          unsettled[0] += outcome == RingMending.Outcome.NOT ? 1 : 0;
          for (String name : broken) {
            tally
                .computeIfAbsent(name, fresh -> new EnumMap<>(RingMending.Outcome.class))
                .merge(outcome, 1, Integer::sum);
          }
        });
    return new Report(
        found.states(), found.isComplete(), unsettled[0], rows(found.counterexamples(), tally));
  }

  private static List<Row> rows(
      List<Counterexample> shortest, Map<String, Map<RingMending.Outcome, Integer>> tally) {
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (Counterexample trace : shortest) {
      Map<RingMending.Outcome, Integer> counts =
          tally.getOrDefault(trace.property(), ImmutableMap.of());
      rows.add(
          new Row(
              trace.property(),
              counts.values().stream().mapToInt(Integer::intValue).sum(),
              counts.getOrDefault(RingMending.Outcome.BY_ITSELF, 0),
              counts.getOrDefault(RingMending.Outcome.BY_RECALL, 0),
              counts.getOrDefault(RingMending.Outcome.BY_MERGE, 0),
              counts.getOrDefault(RingMending.Outcome.NOT, 0),
              trace));
    }
    return rows.build();
  }
}
