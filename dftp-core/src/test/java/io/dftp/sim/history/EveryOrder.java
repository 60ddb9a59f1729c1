// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Tries every order of a few calls of one key: slow, and easy to believe. */
final class EveryOrder {

  private EveryOrder() {}

  static boolean explains(History history) {
    List<Call> calls = new ArrayList<>(history.calls());
    calls.removeIf(
        call ->
            call.outcome() instanceof Outcome.Failed
                || (call.action() instanceof Action.Read
                    && call.outcome() instanceof Outcome.Unknown));
    return explains(calls, new TreeSet<>());
  }

  private static boolean explains(List<Call> left, NavigableSet<String> rows) {
    if (left.stream().allMatch(call -> call.outcome() instanceof Outcome.Unknown)) {
      return true;
    }
    for (Call next : left) {
      boolean mustWait =
          left.stream()
              .anyMatch(
                  other ->
                      !(other.outcome() instanceof Outcome.Unknown)
                          && other.returned().order() < next.invoked().order());
      NavigableSet<String> after = new TreeSet<>(rows);
      if (!mustWait && happens(next, after)) {
        List<Call> rest = new ArrayList<>(left);
        rest.remove(next);
        if (explains(rest, after)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean happens(Call call, NavigableSet<String> rows) {
    if (call.outcome() instanceof Outcome.Rows found) {
      return found.versions().equals(rows);
    }
    Action.Change change = (Action.Change) call.action();
    boolean holds = !change.onlyIf() || rows.equals(new TreeSet<>(change.seen()));
    if (call.outcome() instanceof Outcome.Refused refused) {
      return !holds && refused.versions().equals(rows);
    }
    change.seen().forEach(rows::remove);
    rows.addAll(change.adds());
    return holds;
  }
}
