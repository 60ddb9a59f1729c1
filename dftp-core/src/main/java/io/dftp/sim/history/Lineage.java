// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which change of one key wrote each row, and which changes superseded it. */
final class Lineage {

  private final List<Call> calls;
  private final long settledFrom;
  private final Map<String, Call> writers = new LinkedHashMap<>();
  private final Map<String, List<Call>> successors = new LinkedHashMap<>();
  private final Set<String> shown = new LinkedHashSet<>();

  Lineage(List<Call> calls, long settledFrom) {
    this.calls = calls;
    this.settledFrom = settledFrom;
    for (Call call : calls) {
      if (call.action() instanceof Action.Change change) {
        change.adds().forEach(version -> writers.put(version, call));
        if (call.mayHaveHappened()) {
          change
              .seen()
              .forEach(
                  version ->
                      successors.computeIfAbsent(version, unused -> new ArrayList<>()).add(call));
        }
      }
      if (call.returned().order() < settledFrom) {
        shown.addAll(call.shown());
      }
    }
  }

  /** Returns what is wrong with what the call was shown. */
  Optional<Counterexample> fault(Call call) {
    Optional<Counterexample> mixed = mixed(call);
    if (mixed.isPresent() || call.invoked().order() < settledFrom) {
      return mixed;
    }
    Optional<Counterexample> returned = returned(call);
    return returned.isPresent() || !(call.outcome() instanceof Outcome.Rows)
        ? returned
        : lost(call);
  }

  private Optional<Counterexample> mixed(Call call) {
    for (String version : call.shown()) {
      Call writer = writers.get(version);
      if (writer == null
          || !writer.mayHaveHappened()
          || writer.invoked().order() > call.returned().order()) {
        return broken("no mixed reads", version + " was not written", call, version);
      }
      for (String other : call.shown()) {
        if (descendsFrom(version, other, new LinkedHashSet<>())) {
          return broken("no mixed reads", version + " superseded " + other, call, version, other);
        }
      }
    }
    return Optional.empty();
  }

  /** Says whether the version was written by somebody who superseded the other, or one after it. */
  private boolean descendsFrom(String version, String other, Set<String> met) {
    Call writer = writers.get(version);
    if (writer == null || !met.add(version)) {
      return false;
    }
    List<String> seen = ((Action.Change) writer.action()).seen();
    return seen.contains(other)
        || seen.stream().anyMatch(between -> descendsFrom(between, other, met));
  }

  private Optional<Counterexample> returned(Call call) {
    for (String version : call.shown()) {
      for (Call successor : successors.getOrDefault(version, List.of())) {
        if (happenedBefore(call, successor)) {
          return broken(
              "nothing returns",
              version + " is there again after #" + successor.number(),
              call,
              version);
        }
      }
    }
    return Optional.empty();
  }

  /** Says whether the change took effect for sure, before all was settled or before the call. */
  private boolean happenedBefore(Call call, Call change) {
    boolean acknowledged =
        change.outcome() instanceof Outcome.Done
            && change.returned().order() < call.invoked().order();
    return acknowledged
        || ((Action.Change) change.action()).adds().stream().anyMatch(shown::contains);
  }

  private Optional<Counterexample> lost(Call call) {
    for (Map.Entry<String, Call> written : writers.entrySet()) {
      String version = written.getKey();
      Call writer = written.getValue();
      boolean acknowledged =
          writer.outcome() instanceof Outcome.Done
              && writer.returned().order() < call.invoked().order();
      if ((acknowledged || shown.contains(version)) && !isAccountedFor(version, call)) {
        return broken("nothing is lost", version + " is gone", call, version);
      }
    }
    return Optional.empty();
  }

  /** Says whether the row is there, or one that may have superseded it, or all may be removed. */
  private boolean isAccountedFor(String version, Call call) {
    if (call.shown().contains(version)) {
      return true;
    }
    for (Call successor : successors.getOrDefault(version, List.of())) {
      boolean begun = successor.invoked().order() < call.returned().order();
      List<String> adds = ((Action.Change) successor.action()).adds();
      if (begun && adds.stream().allMatch(added -> isAccountedFor(added, call))) {
        return true;
      }
    }
    return false;
  }

  private Optional<Counterexample> broken(
      String rule, String detail, Call call, String... versions) {
    String where = "#" + call.number() + " shows " + call.shown() + ": " + detail;
    return Optional.of(
        Counterexample.of(rule, where, calls, call, ImmutableSortedSet.copyOf(versions)));
  }
}
