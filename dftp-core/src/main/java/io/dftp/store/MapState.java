// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import io.dftp.runtime.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a causal map: its live rows, the context of all dots ever seen, what became of the
 * latest operations, and the changes that are prepared but not committed.
 *
 * <p>A join keeps a row that both copies have, or that one has and whose dot the other has never
 * seen. It is commutative, associative and idempotent. A row that is absent while its dot is in the
 * context was removed; there are no tombstones and no clocks.
 *
 * <p>A prepared change is no part of rows and context: nobody reads it, and nothing of what it
 * supersedes is gone, until every holder has it. A copy whose context has its dots has decided it.
 * Confined to the event loop.
 */
final class MapState {

  /** The name of the row that says that the map exists. */
  static final String BIRTH = "\u0000birth";

  /** The name of the row that says that the content of this name has ended, for good. */
  static final String ENDED = "\u0000ended";

  private static final Bytes BIRTH_NAME = Bytes.utf8(BIRTH);

  private final NavigableMap<Bytes, NavigableMap<Dot, Row>> byName = new TreeMap<>();
  private final Map<Dot, StampedRow> byDot = new LinkedHashMap<>();
  private final NavigableMap<OperationId, Change> pending = new TreeMap<>();
  private final Verdicts verdicts = new Verdicts();
  private CausalContext context = CausalContext.EMPTY;
  private RowDigest digest = RowDigest.ZERO;
  private @Nullable Term stamp;
  private long bytes;

  MapState() {}

  /** Returns a copy of {@code first} joined with {@code second}; both stay as they are. */
  static MapState join(MapState first, MapState second) {
    MapState joined = first.copy();
    joined.join(second.snapshot());
    return joined;
  }

  MapState copy() {
    MapState copy = new MapState();
    copy.join(snapshot());
    copy.stamp = stamp;
    return copy;
  }

  /** Returns all of it, to be sent or kept; it does not follow later changes. */
  MapCopy snapshot() {
    return new MapCopy(head(), List.copyOf(byDot.values()), List.copyOf(pending.values()));
  }

  /** Joins a whole other copy. */
  MapChange join(MapCopy other) {
    CausalContext seen = other.head().context();
    MapChange change = MapChange.empty();
    Map<Dot, StampedRow> theirs = new LinkedHashMap<>();
    other.rows().forEach(row -> theirs.put(row.row().dot(), row));
    for (StampedRow mine : List.copyOf(byDot.values())) {
      Dot dot = mine.row().dot();
      if (seen.contains(dot) && !theirs.containsKey(dot)) {
        change.removed().add(drop(dot));
      }
    }
    for (StampedRow row : theirs.values()) {
      if (!context.contains(row.row().dot())) {
        change.added().add(add(row));
      }
    }
    context = context.union(seen);
    verdicts.putAll(other.head().verdicts());
    for (Change mine : List.copyOf(pending.values())) {
      if (isDecided(mine.id())) {
        change.ended().add(unprepare(mine.id()));
      }
    }
    other.pending().forEach(decided -> prepare(decided, change));
    return change;
  }

  /**
   * Prepares changes, each as decided against this copy with those before it (condition C2 is the
   * caller's: this copy has seen all that the owner's had).
   */
  MapChange prepare(List<Change> changes) {
    MapChange change = MapChange.empty();
    changes.forEach(each -> prepare(each, change));
    return change;
  }

  /** What a newer term decides on an operation takes the place of what an older one did. */
  private void prepare(Change decided, MapChange into) {
    Change before = pending.get(decided.id());
    boolean newer = before == null || before.under().compareTo(decided.under()) < 0;
    if (isDecided(decided.id()) || !newer) {
      return;
    }
    if (before != null) {
      into.ended().add(unprepare(before.id()));
    }
    into.prepared().add(decided);
    keep(decided);
  }

  /**
   * Commits those of the operations that are prepared here under the term, in the order given. What
   * another term has decided on them may be something else.
   */
  MapChange commit(Collection<OperationId> operations, Term under) {
    return commit(operations.stream().filter(id -> isPending(id) && isUnder(id, under)).toList());
  }

  private boolean isUnder(OperationId id, Term under) {
    return requireNonNull(pending.get(id)).under().equals(under);
  }

  /** Commits those of the operations that are prepared here, in the order given. */
  MapChange commit(Collection<OperationId> operations) {
    MapChange change = MapChange.empty();
    for (OperationId id : operations) {
      if (isPending(id)) {
        commit(unprepare(id), change);
      }
    }
    return change;
  }

  /** Gives up prepared changes that cannot have been acknowledged, as if they had never come. */
  MapChange giveUp(Collection<OperationId> operations) {
    MapChange change = MapChange.empty();
    for (OperationId id : operations) {
      if (isPending(id)) {
        change.ended().add(unprepare(id));
      }
    }
    return change;
  }

  private void commit(Change committed, MapChange into) {
    into.ended().add(committed);
    for (Dot dot : committed.removes()) {
      if (byDot.containsKey(dot)) {
        into.removed().add(drop(dot));
      }
    }
    for (Row row : committed.rows()) {
      into.added().add(add(StampedRow.of(row)));
    }
    List<Dot> seen = new ArrayList<>(committed.id().dots());
    seen.addAll(committed.removes());
    context = context.plus(seen);
    verdicts.put(committed.id(), committed.verdict());
    verdicts.forget(committed.id().writer(), committed.decidedBelow());
  }

  /** Adds the rows that are not here, seen or not. For copies that differ under equal contexts. */
  MapChange union(Collection<StampedRow> rows) {
    MapChange change = MapChange.empty();
    for (StampedRow row : rows) {
      if (!byDot.containsKey(row.row().dot())) {
        change.added().add(add(row));
      }
    }
    return change;
  }

  /**
   * Keeps as seen only the dots of rows that are here. For a copy whose rows do not match its
   * digest: what it lost must not look like removed, and it is no evidence of anything.
   */
  void forgetAllButRows() {
    context = CausalContext.EMPTY.plus(byDot.keySet());
    stamp = null;
  }

  /** Returns the term under which an owner last made sure that this copy has everything. */
  @Nullable Term stamp() {
    return stamp;
  }

  /** Notes that this copy has all that the owner of the term has; says whether that is new. */
  boolean stamp(Term term) {
    Term before = stamp;
    if (before != null && before.compareTo(term) >= 0) {
      return false;
    }
    stamp = term;
    return true;
  }

  /** Says whether the name is the store's own, and not a user's. */
  static boolean isReserved(String name) {
    return name.startsWith("\u0000");
  }

  static boolean isReserved(Bytes name) {
    return name.size() > 0 && name.array()[0] == 0;
  }

  /** Returns the rows that say that the map was born, one for each ring that it was born with. */
  List<Row> births() {
    return rows(BIRTH);
  }

  /** Says whether the map was ever born, as far as this copy knows. */
  boolean isBorn() {
    return byName.containsKey(BIRTH_NAME);
  }

  /** Says whether the operation has been applied, or never will be. */
  boolean isDecided(OperationId id) {
    return context.contains(id.dot(0));
  }

  boolean isPending(OperationId id) {
    return pending.containsKey(id);
  }

  /**
   * Returns the prepared changes in the order of their names. Theirs commute: nobody has seen what
   * one of them adds, so that no other removes it.
   */
  Collection<Change> pending() {
    return pending.values();
  }

  Verdicts verdicts() {
    return verdicts;
  }

  MapHead head() {
    return new MapHead(context, digest, verdicts.copy(), Optional.ofNullable(stamp));
  }

  /** Takes what the disk holds as this copy, which must be empty. */
  void load(MapHead head, Collection<StampedRow> rows, Collection<Change> prepared) {
    rows.forEach(this::add);
    prepared.forEach(this::keep);
    context = head.context();
    verdicts.putAll(head.verdicts());
    stamp = head.stamp().orElse(null);
  }

  /** Returns the rows of the name, several when they are siblings. */
  List<Row> rows(String name) {
    NavigableMap<Dot, Row> siblings = byName.get(Bytes.utf8(name));
    return siblings == null ? List.of() : List.copyOf(siblings.values());
  }

  /** Returns the rows of the names after one, in the order of their UTF-8 bytes. */
  Iterable<Map.Entry<Bytes, NavigableMap<Dot, Row>>> namesAfter(Bytes name) {
    return byName.tailMap(name, false).entrySet();
  }

  /** Returns the rows of the names from one on, in the order of their UTF-8 bytes. */
  Iterable<Map.Entry<Bytes, NavigableMap<Dot, Row>>> namesFrom(Bytes name) {
    return byName.tailMap(name, true).entrySet();
  }

  @Nullable Row row(Dot dot) {
    StampedRow found = byDot.get(dot);
    return found == null ? null : found.row();
  }

  Collection<StampedRow> allRows() {
    return byDot.values();
  }

  int size() {
    return byDot.size();
  }

  CausalContext context() {
    return context;
  }

  RowDigest digest() {
    return digest;
  }

  long bytes() {
    return bytes;
  }

  MapSummary summary() {
    return context.isEmpty() ? MapSummary.ABSENT : new MapSummary(true, context.hash(), digest);
  }

  private void keep(Change change) {
    pending.put(change.id(), change);
    bytes += change.bytes();
  }

  private Change unprepare(OperationId id) {
    Change change = requireNonNull(pending.remove(id), "a change that is not prepared");
    bytes -= change.bytes();
    return change;
  }

  private Row add(StampedRow row) {
    byDot.put(row.row().dot(), row);
    byName
        .computeIfAbsent(Bytes.utf8(row.row().name()), name -> new TreeMap<>())
        .put(row.row().dot(), row.row());
    digest = digest.plus(row.stamp());
    bytes += row.bytes();
    return row.row();
  }

  private Row drop(Dot dot) {
    StampedRow row = requireNonNull(byDot.remove(dot), "a row that is not here");
    byName.computeIfPresent(
        Bytes.utf8(row.row().name()),
        (name, siblings) -> {
          siblings.remove(dot);
          return siblings.isEmpty() ? null : siblings;
        });
    digest = digest.minus(row.stamp());
    bytes -= row.bytes();
    return row.row();
  }

  @Override
  public String toString() {
    return byDot.keySet() + " of " + context + (pending.isEmpty() ? "" : " and " + pending);
  }
}
