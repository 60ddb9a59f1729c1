// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Mutations of one map that are made durable together. Each is judged against the map as the ones
 * before it have left it, and takes fresh dots, removals too (condition C1).
 */
final class MutationGroup {

  private final MapCell cell;
  private final Map<Dot, Row> rows = new LinkedHashMap<>();
  private final Set<Dot> dots = new LinkedHashSet<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final List<Answer> answers = new ArrayList<>();
  private final MapSummary before;
  private boolean replicates;
  private long bytes;

  MutationGroup(MapCell cell) {
    this.cell = cell;
    this.before = cell.summary();
  }

  private record Answer(CompletableFuture<MutationResult> to, IntFunction<MutationResult> result) {}

  /** Judges one mutation and applies it in memory if its conditions hold. */
  void add(Mutation mutation, int wanted, CompletableFuture<MutationResult> result) {
    MutationVerdict verdict = MutationVerdict.of(mutation, cell.state());
    if (verdict instanceof MutationVerdict.Fails fails) {
      MutationResult refused = new MutationResult.Refused(fails.condition(), fails.current());
      answers.add(new Answer(result, copies -> refused));
    } else if (verdict instanceof MutationVerdict.Unseen unseen) {
      result.completeExceptionally(
          new DftpException(
              Outcome.DID_NOT_HAPPEN,
              "row " + unseen.dot() + " of map " + cell.id() + " is not known here"));
    } else if (verdict instanceof MutationVerdict.Apply && isTooMuch(mutation)) {
      result.completeExceptionally(
          new DftpException(
              Outcome.DID_NOT_HAPPEN,
              "map " + cell.id() + " would exceed " + StateCollector.MAX_MAP_BYTES + " bytes"));
    } else {
      if (verdict instanceof MutationVerdict.Apply) {
        apply(mutation);
      }
      // What was applied before is counted again: it may not have reached all holders then.
      replicates = true;
      answers.add(new Answer(result, copies -> new MutationResult.Applied(copies, wanted)));
    }
  }

  private boolean isTooMuch(Mutation mutation) {
    long added = 0;
    for (Mutation.Put put : mutation.puts()) {
      added += (long) put.name().length() + put.value().size() + StampedRow.OVERHEAD_BYTES;
    }
    return added > 0 && cell.state().bytes() + added > StateCollector.MAX_MAP_BYTES;
  }

  private void apply(Mutation mutation) {
    List<Row> added = new ArrayList<>();
    Set<Dot> named = new LinkedHashSet<>(mutation.removes());
    Dot next = cell.nextDot();
    for (Mutation.Put put : mutation.puts()) {
      Row row = new Row(put.name(), next, put.value());
      added.add(row);
      named.add(next);
      next = new Dot(next.replica(), next.counter() + 1);
      bytes += (long) put.value().size() + StampedRow.OVERHEAD_BYTES;
    }
    if (added.isEmpty()) {
      named.add(next);
    }
    for (Dot dot : mutation.removes()) {
      Row removed = cell.state().row(dot);
      if (removed != null) {
        names.add(removed.name());
      }
      rows.remove(dot);
    }
    added.forEach(row -> rows.put(row.dot(), row));
    added.forEach(row -> names.add(row.name()));
    dots.addAll(named);
    bytes += 16L * named.size();
    cell.join(new Delta(added, List.copyOf(named)));
  }

  Delta delta() {
    return new Delta(List.copyOf(rows.values()), List.copyOf(dots));
  }

  MapSummary before() {
    return before;
  }

  /** Says whether the holders have to be told or asked. */
  boolean replicates() {
    return replicates;
  }

  /** Returns the bytes that the delta takes, about. */
  long bytes() {
    return bytes;
  }

  /** Says whether the rows of that name change by this group. */
  boolean changes(String name) {
    return names.contains(name);
  }

  void succeed(int copies) {
    answers.forEach(answer -> answer.to().complete(answer.result().apply(copies)));
  }

  void fail(Throwable failure) {
    answers.forEach(answer -> answer.to().completeExceptionally(failure));
  }
}
