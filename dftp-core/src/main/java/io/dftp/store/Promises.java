// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The promises that hold for each key of the circle. Immutable.
 *
 * <p>The circle is cut at some points; all keys up to a point, from the one before it, have the
 * same promise or none. The term of a map is that of its key, so that a hundred thousand maps cost
 * no more than one.
 */
final class Promises {

  static final Promises NONE = new Promises(ImmutableSortedMap.of());

  /** The promise of the keys up to each point, from the point before; empty where there is none. */
  private final NavigableMap<Identifier, Optional<Promise>> upTo;

  private Promises(NavigableMap<Identifier, Optional<Promise>> upTo) {
    this.upTo = ImmutableSortedMap.copyOfSorted(upTo);
  }

  /** Returns those that {@link #points} gave. */
  static Promises of(NavigableMap<Identifier, Optional<Promise>> points) {
    return new Promises(joined(new TreeMap<>(points)));
  }

  /**
   * Returns the points at which the circle is cut, and for each the promise of the keys up to it,
   * from the point before; empty where there is none.
   */
  NavigableMap<Identifier, Optional<Promise>> points() {
    return upTo;
  }

  /** A stretch of the circle and the promise that holds for all its keys. */
  record Segment(Arc arc, Promise promise) {}

  /** Returns the promise for the key. */
  Optional<Promise> at(Identifier key) {
    return valueAt(upTo, key);
  }

  /** Returns the stretch around the key with its promise. */
  Optional<Segment> segmentOf(Identifier key) {
    return segments().stream().filter(segment -> segment.arc().contains(key)).findFirst();
  }

  /**
   * Returns these with another promise for an arc. Where a newer one holds already, that stays;
   * elsewhere the new one remembers the one before it.
   */
  Promises with(Arc arc, Promise promise) {
    return mapped(
        arc,
        before ->
            Optional.of(
                before.isPresent() && before.get().term().compareTo(promise.term()) > 0
                    ? before.get()
                    : merged(before, promise)));
  }

  /** Returns these and those; for each key the newer one, which remembers the other. */
  Promises union(Promises others) {
    Promises union = this;
    for (Segment segment : others.segments()) {
      union = union.mapped(segment.arc(), mine -> Optional.of(merged(mine, segment.promise())));
    }
    return union;
  }

  /**
   * Returns these with a settled promise for an arc: one that names its owner and holders alone,
   * since they have every map. Where another term holds, that stays.
   */
  Promises settled(Arc arc, Promise promise) {
    return mapped(
        arc, before -> before.map(old -> old.term().equals(promise.term()) ? promise : old));
  }

  /** Returns these where the promise of that term for the key is known to have been opened. */
  Promises opened(Identifier key, Term term) {
    for (Segment segment : segments()) {
      if (segment.arc().contains(key)) {
        return segment.promise().term().equals(term) && !segment.promise().opened()
            ? mapped(segment.arc(), held -> held.map(Promise::asOpened))
            : this;
      }
    }
    return this;
  }

  /** Returns the highest number of a term in the arc; 0 when there is none. */
  long highestIn(Arc arc) {
    return over(arc).stream().mapToLong(each -> each.promise().term().number()).max().orElse(0);
  }

  /** Returns the promises for keys of the arc, each for the part of the arc where it holds. */
  List<Segment> over(Arc arc) {
    Promises within = NONE;
    for (Segment segment : cutAt(arc).segments()) {
      if (arc.contains(segment.arc().to())) {
        within = within.mapped(segment.arc(), none -> Optional.of(segment.promise()));
      }
    }
    return within.segments();
  }

  /** Says whether for every key of the arc an owner is known that has served. */
  boolean ground(Arc arc) {
    for (Map.Entry<Identifier, Optional<Promise>> point : cutAt(arc).upTo.entrySet()) {
      if (arc.contains(point.getKey())
          && !point.getValue().map(Promise::isGrounded).orElse(false)) {
        return false;
      }
    }
    return !upTo.isEmpty();
  }

  /** Returns all promises with their arcs, in the order of the circle. */
  List<Segment> segments() {
    ImmutableList.Builder<Segment> segments = ImmutableList.builder();
    upTo.forEach(
        (to, promise) ->
            promise.ifPresent(
                held -> segments.add(new Segment(new Arc(pointBefore(to), to), held))));
    return segments.build();
  }

  /** Returns those that hold in the arc, changed; parts without a promise are given as empty. */
  private Promises mapped(Arc arc, UnaryOperator<Optional<Promise>> change) {
    NavigableMap<Identifier, Optional<Promise>> changed = new TreeMap<>(cutAt(arc).upTo);
    changed.replaceAll((to, promise) -> arc.contains(to) ? change.apply(promise) : promise);
    return new Promises(joined(changed));
  }

  private Promises cutAt(Arc arc) {
    NavigableMap<Identifier, Optional<Promise>> cut = new TreeMap<>(upTo);
    if (cut.isEmpty() || !arc.isWhole()) {
      cut.putIfAbsent(arc.from(), valueAt(upTo, arc.from()));
      cut.putIfAbsent(arc.to(), valueAt(upTo, arc.to()));
    }
    return new Promises(cut);
  }

  private static Optional<Promise> valueAt(
      NavigableMap<Identifier, Optional<Promise>> points, Identifier key) {
    Map.Entry<Identifier, Optional<Promise>> point = points.ceilingEntry(key);
    if (point == null) {
      point = points.firstEntry();
    }
    return point == null ? Optional.empty() : point.getValue();
  }

  private Identifier pointBefore(Identifier point) {
    Identifier before = upTo.lowerKey(point);
    return before == null ? upTo.lastKey() : before;
  }

  private static Promise merged(Optional<Promise> before, Promise promise) {
    return before.map(promise::merge).orElse(promise);
  }

  /** Drops the points on whose two sides the same holds. */
  private static NavigableMap<Identifier, Optional<Promise>> joined(
      NavigableMap<Identifier, Optional<Promise>> points) {
    for (Identifier point : new ArrayList<>(points.keySet())) {
      Map.Entry<Identifier, Optional<Promise>> next = points.higherEntry(point);
      if (next == null) {
        next = points.firstEntry();
      }
      if (points.size() > 1 && next.getValue().equals(points.get(point))) {
        points.remove(point);
      }
    }
    if (points.values().stream().allMatch(Optional::isEmpty)) {
      points.clear();
    }
    return points;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Promises that && upTo.equals(that.upTo);
  }

  @Override
  public int hashCode() {
    return upTo.hashCode();
  }

  @Override
  public String toString() {
    return segments().toString();
  }
}
