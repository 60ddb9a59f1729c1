// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Set;

/** Looks into the rows of maps on a disk, past the store. */
public final class DurableRows {

  private DurableRows() {}

  /** A row without its dot. */
  public record Named(ObjectId map, String name, Bytes value) {}

  /** Returns the rows of all maps. */
  public static Set<Named> of(NavigableMap<Bytes, Bytes> rows) {
    Set<Named> found = new LinkedHashSet<>();
    Bytes from = MapKeys.firstRow(new ObjectId(0, 0));
    Bytes to = MapKeys.firstRow(new ObjectId(-1, -1));
    rows.subMap(from, to)
        .forEach(
            (key, value) -> {
              Row row = MapKeys.row(new LocalStore.StoredRow(key, value));
              found.add(new Named(MapKeys.mapOfRow(key), row.name(), row.value()));
            });
    return found;
  }
}
