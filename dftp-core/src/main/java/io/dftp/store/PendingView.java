// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/**
 * A copy of a map as it will stand when changes that were just decided are committed. So each
 * operation of a group is judged against what those before it leave.
 */
final class PendingView {

  private final MapState state;
  private final List<Change> decided = new ArrayList<>();
  private final Set<Dot> removed = new LinkedHashSet<>();

  PendingView(MapState state) {
    this.state = state;
  }

  void add(Change change) {
    decided.add(change);
    removed.addAll(change.removes());
  }

  List<Change> decided() {
    return List.copyOf(decided);
  }

  /** Returns what the rows take at most: those that were just removed may be counted. */
  long bytes() {
    return state.bytes() + decided.stream().mapToLong(Change::bytes).sum();
  }

  /** Returns the rows of the name. */
  List<Row> rows(String name) {
    List<Row> rows = new ArrayList<>();
    addStanding(state.rows(name), rows);
    for (Change change : decided) {
      for (Row row : change.rows()) {
        if (row.name().equals(name) && !removed.contains(row.dot())) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  /** Returns rows of the user's names that begin with the prefix, not many more than that. */
  List<Row> beginning(String prefix, int limit) {
    List<Row> rows = new ArrayList<>();
    for (Change change : decided) {
      for (Row row : change.rows()) {
        boolean stands = !removed.contains(row.dot()) && !MapState.isReserved(row.name());
        if (stands && row.name().startsWith(prefix)) {
          rows.add(row);
        }
      }
    }
    Bytes first = Bytes.utf8(prefix);
    for (Map.Entry<Bytes, NavigableMap<Dot, Row>> name : state.namesFrom(first)) {
      if (!name.getKey().startsWith(first) || rows.size() >= limit) {
        break;
      }
      if (!MapState.isReserved(name.getKey())) {
        addStanding(name.getValue().values(), rows);
      }
    }
    return rows;
  }

  private void addStanding(Iterable<Row> rows, List<Row> to) {
    for (Row row : rows) {
      if (!removed.contains(row.dot())) {
        to.add(row);
      }
    }
  }
}
