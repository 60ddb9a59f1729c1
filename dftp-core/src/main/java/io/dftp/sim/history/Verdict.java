// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What a check says of a history. */
public sealed interface Verdict {

  /**
   * A right store can have answered so.
   *
   * @param states how many states were looked at
   */
  record Holds(long states) implements Verdict {}

  /**
   * The search ended before it knew; this is no pass.
   *
   * @param keys whose calls are not judged
   */
  record Undecided(List<String> keys) implements Verdict {

    /** Keeps an immutable copy. */
    public Undecided {
      keys = ImmutableList.copyOf(keys);
    }
  }

  /**
   * No right store answers so.
   *
   * @param counterexample the calls that show it
   */
  record Broken(Counterexample counterexample) implements Verdict {}
}
