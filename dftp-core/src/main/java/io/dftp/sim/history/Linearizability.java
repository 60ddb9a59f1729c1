// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Whether each call can have happened at one moment between its question and its answer, key by
 * key; what a connected ring promises. A call of unknown outcome may happen at any moment after its
 * question, or never; a refused or failed one never.
 *
 * <p>The search is that of Wing and Gong, "Testing and Verifying Concurrent Objects" (1993), with
 * the cache and the lazy order of Lowe, "Testing for Linearizability" (2017). It takes time
 * exponential in the calls that are under way side by side, so it has a budget.
 */
public final class Linearizability {

  /** The name of the rule in counterexamples. */
  public static final String RULE = "linearizable";

  private Linearizability() {}

  /**
   * Judges the history.
   *
   * @param budget how many states of each key may be looked at, 1 or more; some hundred suffice
   *     where less than ten calls of a key overlap
   */
  public static Verdict check(History history, long budget) {
    return check(history, budget, false);
  }

  /**
   * Judges the history by the weaker rule for stores that decide on a change before all who keep it
   * have it: a change of unknown end may also happen where its condition no longer holds, because
   * who decided on it was silent while others went on. It is a sibling of what they wrote then.
   *
   * @param budget as above
   */
  public static Verdict checkWithLateSiblings(History history, long budget) {
    return check(history, budget, true);
  }

  private static Verdict check(History history, long budget, boolean lateSiblings) {
    checkArgument(budget >= 1, "budget must be 1 or more, not %s", budget);
    long states = 0;
    List<String> undecided = new ArrayList<>();
    for (Map.Entry<String, List<Call>> key : history.byKey().entrySet()) {
      Search search = new Search(key.getValue(), budget, lateSiblings);
      switch (search.run()) {
        case FITS -> states += search.states();
        case OUT_OF_BUDGET -> undecided.add(key.getKey());
        case BROKEN -> {
          return new Verdict.Broken(shortest(key.getValue(), search, budget, lateSiblings));
        }
      }
    }
    return undecided.isEmpty() ? new Verdict.Holds(states) : new Verdict.Undecided(undecided);
  }

  /**
   * Leaves out what is not needed: later calls, and calls that only looked. What changed something
   * must stay, because without it more would be wrong.
   */
  private static Counterexample shortest(
      List<Call> calls, Search broken, long budget, boolean lateSiblings) {
    List<Call> needed = until(calls, broken.culprit());
    Search search = broken;
    for (Call call : List.copyOf(needed)) {
      if (!call.isObservation() || call.equals(search.culprit())) {
        continue;
      }
      List<Call> fewer = new ArrayList<>(needed);
      fewer.remove(call);
      Search again = new Search(fewer, budget, lateSiblings);
      if (again.run() == Search.Result.BROKEN) {
        needed = until(fewer, again.culprit());
        search = again;
      }
    }
    List<SortedSet<String>> before = search.rowsBefore();
    ImmutableSortedSet.Builder<String> told = ImmutableSortedSet.naturalOrder();
    before.forEach(told::addAll);
    String detail =
        "no order of the calls explains #"
            + search.culprit().number()
            + "; before it the rows are "
            + before;
    return Counterexample.of(RULE, detail, needed, search.culprit(), told.build());
  }

  private static List<Call> until(List<Call> calls, Call culprit) {
    return calls.stream()
        .filter(call -> call.invoked().order() < culprit.returned().order())
        .toList();
  }
}
