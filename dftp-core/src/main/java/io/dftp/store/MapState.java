// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import io.dftp.runtime.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a causal map: its live rows and the context of all dots ever seen.
 *
 * <p>A join keeps a row that both copies have, or that one has and whose dot the other has never
 * seen. It is commutative, associative and idempotent. A row that is absent while its dot is in the
 * context was removed; there are no tombstones and no clocks. Confined to the event loop.
 */
final class MapState {

  private final NavigableMap<Bytes, NavigableMap<Dot, Row>> byName = new TreeMap<>();
  private final Map<Dot, StampedRow> byDot = new LinkedHashMap<>();
  private CausalContext context = CausalContext.EMPTY;
  private RowDigest digest = RowDigest.ZERO;
  private long bytes;

  MapState() {}

  /** Returns a copy of {@code first} joined with {@code second}; both stay as they are. */
  static MapState join(MapState first, MapState second) {
    MapState joined = first.copy();
    joined.join(second.byDot.values(), second.context);
    return joined;
  }

  MapState copy() {
    MapState copy = new MapState();
    copy.join(byDot.values(), context);
    return copy;
  }

  /** Joins a whole other copy: all of its rows and its context. */
  MapChange join(Collection<StampedRow> rows, CausalContext seen) {
    Map<Dot, StampedRow> theirs = new LinkedHashMap<>();
    rows.forEach(row -> theirs.put(row.row().dot(), row));
    List<Row> removed = new ArrayList<>();
    for (StampedRow mine : List.copyOf(byDot.values())) {
      Dot dot = mine.row().dot();
      if (seen.contains(dot) && !theirs.containsKey(dot)) {
        removed.add(drop(dot));
      }
    }
    List<Row> added = new ArrayList<>();
    for (StampedRow row : theirs.values()) {
      if (!context.contains(row.row().dot())) {
        added.add(add(row));
      }
    }
    context = context.union(seen);
    return new MapChange(added, removed);
  }

  /**
   * Joins a delta. The caller has made sure that this context covers the sender's context before
   * it, or the map may keep a row that a dot of the delta superseded (condition C2).
   */
  MapChange join(Delta delta) {
    List<Row> removed = new ArrayList<>();
    List<Row> added = new ArrayList<>();
    Set<Dot> kept = new LinkedHashSet<>();
    delta.rows().forEach(row -> kept.add(row.dot()));
    for (Dot dot : delta.dots()) {
      if (byDot.containsKey(dot) && !kept.contains(dot)) {
        removed.add(drop(dot));
      }
    }
    for (Row row : delta.rows()) {
      if (!context.contains(row.dot())) {
        added.add(add(StampedRow.of(row)));
      }
    }
    context = context.plus(delta.dots());
    return new MapChange(added, removed);
  }

  /** Adds the rows that are not here, seen or not. For copies that differ under equal contexts. */
  MapChange union(Collection<StampedRow> rows) {
    List<Row> added = new ArrayList<>();
    for (StampedRow row : rows) {
      if (!byDot.containsKey(row.row().dot())) {
        added.add(add(row));
      }
    }
    return new MapChange(added, List.of());
  }

  /**
   * Keeps as seen only the dots of rows that are here. For a copy whose rows do not match its
   * digest: what it lost must not look like removed.
   */
  void forgetAllButRows() {
    context = CausalContext.EMPTY.plus(byDot.keySet());
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
    return byDot.keySet() + " of " + context;
  }
}
