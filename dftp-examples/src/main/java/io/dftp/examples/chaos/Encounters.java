// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import io.dftp.examples.chaos.Answer.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often each operation was under way during each fault, and how operations ended. Thread-safe.
 */
final class Encounters {

  private final Map<Operation, Map<Fault, Integer>> met = new EnumMap<>(Operation.class);
  private final Map<Kind, Integer> ends = new EnumMap<>(Kind.class);

  synchronized void add(Operation operation, Collection<Fault> faults, Answer answer) {
    ends.merge(answer.kind(), 1, Integer::sum);
    Map<Fault, Integer> row = met.computeIfAbsent(operation, o -> new EnumMap<>(Fault.class));
    faults.forEach(fault -> row.merge(fault, 1, Integer::sum));
  }

  synchronized void addAll(Encounters other) {
    other.ends.forEach((kind, count) -> ends.merge(kind, count, Integer::sum));
    other.met.forEach(
        (operation, row) ->
            row.forEach(
                (fault, count) ->
                    met.computeIfAbsent(operation, o -> new EnumMap<>(Fault.class))
                        .merge(fault, count, Integer::sum)));
  }

  /** Returns the cells as words for {@link #parse}. */
  synchronized List<String> words() {
    List<String> words = new ArrayList<>();
    met.forEach(
        (operation, row) ->
            row.forEach((fault, count) -> words.add(operation + ":" + fault + ":" + count)));
    return words;
  }

  static Encounters parse(List<String> words) {
    Encounters parsed = new Encounters();
    for (String word : words) {
      List<String> parts = List.of(word.split(":", -1));
      parsed
          .met
          .computeIfAbsent(Operation.valueOf(parts.get(0)), o -> new EnumMap<>(Fault.class))
          .merge(Fault.valueOf(parts.get(1)), Integer.parseInt(parts.get(2)), Integer::sum);
    }
    return parsed;
  }

  /** Returns how operations ended, in words. */
  synchronized String ends() {
    int all = ends.values().stream().mapToInt(Integer::intValue).sum();
    int refused = count(Kind.DENIED) + count(Kind.REFUSED);
    return String.format(
        Locale.ROOT,
        "%d operations (%d done, %d refused, %d unknown)",
        all,
        count(Kind.DONE),
        refused,
        count(Kind.UNKNOWN));
  }

  private int count(Kind kind) {
    return ends.getOrDefault(kind, 0);
  }

  private int count(Operation operation, Fault fault) {
    Map<Fault, Integer> row = met.get(operation);
    return row == null ? 0 : row.getOrDefault(fault, 0);
  }

  /** Returns the operations that never met a fault. */
  synchronized List<String> missing(List<Fault> faults) {
    List<String> missing = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (Fault fault : faults) {
        if (count(operation, fault) == 0) {
          missing.add(operation.word() + " during " + fault.word());
        }
      }
    }
    return missing;
  }

  /** Returns a row for each operation, a column for each fault. */
  synchronized String table(List<Fault> faults) {
    StringBuilder text = new StringBuilder(String.format("%-10s", "operation"));
    faults.forEach(fault -> text.append(String.format("%10s", fault.word())));
    for (Operation operation : Operation.values()) {
      text.append(String.format("%n%-10s", operation.word()));
      faults.forEach(
          fault -> text.append(String.format(Locale.ROOT, "%10d", count(operation, fault))));
    }
    return text.toString();
  }
}
