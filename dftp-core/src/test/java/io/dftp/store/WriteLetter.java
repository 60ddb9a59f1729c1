// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.store.Deliberation.Asked;
import java.util.List;

/** A message under way in a {@link WriteWorld}; hosts and operations are numbers. Immutable. */
sealed interface WriteLetter {

  /** To an owner: try the operation, or void it; its gateway does not wait for the answer. */
  record Ask(int to, int operation, Asked asked) implements WriteLetter {}

  /**
   * From an owner to a holder.
   *
   * @param current whether the owner still waits for the answer
   */
  record Prepare(
      int from,
      int to,
      boolean current,
      Term term,
      MapSummary base,
      boolean complete,
      List<OperationId> told,
      List<Change> group)
      implements WriteLetter {
    public Prepare {
      told = ImmutableList.copyOf(told);
      group = ImmutableList.copyOf(group);
    }
  }

  /** The whole copy of an owner, on its way to a holder. */
  record State(int from, int to, boolean current, MapCopy copy) implements WriteLetter {}

  /** Returns the same after its owner has gone on to something else. */
  static WriteLetter outdated(WriteLetter letter, int owner) {
    if (letter instanceof Prepare prepare && prepare.from() == owner) {
      return new Prepare(
          owner,
          prepare.to(),
          false,
          prepare.term(),
          prepare.base(),
          prepare.complete(),
          prepare.told(),
          prepare.group());
    }
    if (letter instanceof State state && state.from() == owner) {
      return new State(owner, state.to(), false, state.copy());
    }
    return letter;
  }
}
