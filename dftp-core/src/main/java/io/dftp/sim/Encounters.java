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
 *
 * @param <O> the operations of the clients
 */
public final class Encounters<O extends Enum<O>> {

  private final Map<O, Map<StoreFault, Long>> counts;

  /** Creates an empty table of these operations. */
  public Encounters(Class<O> operations) {
    counts = new EnumMap<>(operations);
    for (O operation : EnumSet.allOf(operations)) {
      counts.put(operation, new EnumMap<>(StoreFault.class));
    }
  }

  /** Counts that they met so often. */
  public void add(O operation, StoreFault fault, long times) {
    of(operation).merge(fault, times, Long::sum);
  }

  /** Adds all counts of another table. */
  public void addAll(Encounters<O> other) {
    for (O operation : counts.keySet()) {
      for (StoreFault fault : StoreFault.values()) {
        add(operation, fault, other.count(operation, fault));
      }
    }
  }

  /** Returns how often they met. */
  public long count(O operation, StoreFault fault) {
    return of(operation).getOrDefault(fault, 0L);
  }

  private Map<StoreFault, Long> of(O operation) {
    return requireNonNull(counts.get(operation));
  }

  /** Returns what never met of all operations and these faults, in words. */
  public List<String> missing(Collection<StoreFault> faults) {
    List<String> missing = new ArrayList<>();
    for (O operation : counts.keySet()) {
      for (StoreFault fault : EnumSet.copyOf(faults)) {
        if (count(operation, fault) == 0) {
          missing.add(operation + " during " + fault);
        }
      }
    }
    return missing;
  }
}
