// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Set;

/** Looks into the rows of maps on a disk, past the store. */
public final class DurableRows {

  private DurableRows() {}

  /** Returns name and value of each row of the map. */
  public static Set<String> of(ObjectId map, NavigableMap<Bytes, Bytes> rows) {
    Set<String> found = new LinkedHashSet<>();
    rows.subMap(MapKeys.firstRow(map), MapKeys.afterRows(map))
        .forEach(
            (key, value) -> {
              Row row = MapKeys.row(new LocalStore.StoredRow(key, value));
              found.add(described(row.name(), row.value()));
            });
    return found;
  }

  /** Returns the form in which {@link #of} returns a row. */
  public static String described(String name, Bytes value) {
    return name + "=" + value;
  }
}
