// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a store promises even while its hosts are cut off from each other, key by key:
 *
 * <ul>
 *   <li><i>no mixed reads</i>: nobody is shown a row that was never written, or that only a refused
 *       or failed change wrote, or two rows of which one superseded the other;
 *   <li><i>nothing returns</i>: once all is settled, nobody is shown a row that a change superseded
 *       which happened;
 *   <li><i>nothing is lost</i>: once all is settled, every acknowledged row is shown, and every row
 *       that anybody was shown before, unless a change superseded it that had seen it.
 * </ul>
 *
 * <p>Takes time that is quadratic in the calls of a key at most, so that it always decides.
 */
public final class Losslessness {

  private Losslessness() {}

  /**
   * Judges the history; says how many answers were looked at.
   *
   * @throws IllegalArgumentException if it holds an {@link Action.Overwrite}: which rows that
   *     superseded is not known
   */
  public static Verdict check(History history) {
    checkArgument(
        history.calls().stream().noneMatch(call -> call.action() instanceof Action.Overwrite),
        "what an overwrite superseded is not known");
    long answers = 0;
    for (Map.Entry<String, List<Call>> key : history.byKey().entrySet()) {
      Lineage lineage = new Lineage(key.getValue(), history.settledFrom());
      for (Call call : key.getValue()) {
        if (call.isObservation()) {
          answers++;
          Optional<Counterexample> broken = lineage.fault(call);
          if (broken.isPresent()) {
            return new Verdict.Broken(broken.get());
          }
        }
      }
    }
    return new Verdict.Holds(answers);
  }
}
