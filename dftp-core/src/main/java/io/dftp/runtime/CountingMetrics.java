// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters in memory. Safe for use by several threads. */
public final class CountingMetrics implements Metrics {

  private final ConcurrentHashMap<String, LongAdder> counters = new ConcurrentHashMap<>();

  /** Creates a set of counters that all stand at zero. */
  public CountingMetrics() {}

  @Override
  public void count(String name, long delta) {
    counters.computeIfAbsent(name, key -> new LongAdder()).add(delta);
  }

  /** Returns the counter of that name, zero when nothing was counted. */
  public long value(String name) {
    LongAdder counter = counters.get(name);
    return counter == null ? 0 : counter.sum();
  }

  /** Returns all counters in the order of their names. */
  public Map<String, Long> snapshot() {
    Map<String, Long> values = new TreeMap<>();
    counters.forEach((name, counter) -> values.put(name, counter.sum()));
    return values;
  }

  @Override
  public String toString() {
    return snapshot().toString();
  }
}
