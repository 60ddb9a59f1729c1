// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The calls of one key that no right store answers so.
 *
 * @param rule which is broken
 * @param key of the calls
 * @param detail how it is broken
 * @param calls in the order of their questions
 * @param leftOut how many other calls the key had until then, which have nothing to do with it
 */
public record Counterexample(
    String rule, String key, String detail, List<Call> calls, int leftOut) {

  /** Keeps an immutable copy. */
  public Counterexample {
    calls = ImmutableList.copyOf(calls);
  }

  /** Keeps of all calls of the key the culprit, and those that mention one of the versions. */
  static Counterexample of(
      String rule, String detail, List<Call> all, Call culprit, SortedSet<String> versions) {
    SortedSet<String> told = new TreeSet<>(versions);
    told.addAll(culprit.shown());
    if (culprit.action() instanceof Action.Change change) {
      told.addAll(change.seen());
    }
    told.addAll(culprit.action().added());
    List<Call> until =
        all.stream()
            .filter(call -> call.invoked().order() < culprit.returned().order())
            .sorted(Comparator.comparingLong(call -> call.invoked().order()))
            .toList();
    List<Call> kept =
        until.stream()
            .filter(call -> call.equals(culprit) || told.stream().anyMatch(call::mentions))
            .toList();
    return new Counterexample(rule, culprit.key(), detail, kept, until.size() - kept.size());
  }

  /** Returns it as text for a reader, one call a line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(rule).append(" is broken at ").append(key).append(": ").append(detail);
    calls.forEach(call -> text.append("\n  ").append(call));
    if (leftOut > 0) {
      text.append("\n  and ").append(leftOut).append(" other calls of the key");
    }
    return text.toString();
  }
}
