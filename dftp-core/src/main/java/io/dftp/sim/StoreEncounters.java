// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * How often each operation was under way during each fault. A trial in which they never met has not
 * tried it, however long it ran.
 */
public final class StoreEncounters {

  private final Map<StoreOperation, Map<StoreFault, Long>> counts =
      new EnumMap<>(StoreOperation.class);

  /** Creates an empty table. */
  public StoreEncounters() {
    for (StoreOperation operation : StoreOperation.values()) {
      counts.put(operation, new EnumMap<>(StoreFault.class));
    }
  }

  /** Counts that they met so often. */
  public void add(StoreOperation operation, StoreFault fault, long times) {
    of(operation).merge(fault, times, Long::sum);
  }

  /** Adds all counts of another table. */
  public void addAll(StoreEncounters other) {
    for (StoreOperation operation : StoreOperation.values()) {
      for (StoreFault fault : StoreFault.values()) {
        add(operation, fault, other.count(operation, fault));
      }
    }
  }

  /** Returns how often they met. */
  public long count(StoreOperation operation, StoreFault fault) {
    return of(operation).getOrDefault(fault, 0L);
  }

  private Map<StoreFault, Long> of(StoreOperation operation) {
    return requireNonNull(counts.get(operation));
  }

  /** Returns what never met of all operations and these faults, in words. */
  public List<String> missing(Collection<StoreFault> faults) {
    List<String> missing = new ArrayList<>();
    for (StoreOperation operation : StoreOperation.values()) {
      for (StoreFault fault : EnumSet.copyOf(faults)) {
        if (count(operation, fault) == 0) {
          missing.add(operation + " during " + fault);
        }
      }
    }
    return missing;
  }
}
