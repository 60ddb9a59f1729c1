// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Metrics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Names the operations that this process takes from its clients as their gateway, and never gives a
 * name twice (condition C3).
 *
 * <p>For each map the process writes under a random id of its own. What was forgotten, to bound the
 * memory, is not guessed: the map gets a new id. Confined to the event loop.
 */
final class OperationNames {

  /** How many maps are remembered beyond those with undecided operations. */
  static final int MAX_MAPS = 4096;

  private final RandomGenerator random;
  private final Metrics metrics;
  private final Map<ObjectId, Writer> writers = new LinkedHashMap<>(16, 0.75f, true);

  OperationNames(RandomGenerator random, Metrics metrics) {
    this.random = random;
    this.metrics = metrics;
  }

  /** Under what this process writes to one map. */
  private static final class Writer {
    final long id;
    final NavigableSet<Long> undecided = new TreeSet<>();
    long next = 1;

    Writer(long id) {
      this.id = id;
    }
  }

  /** Names an operation with so many dots. */
  OperationId next(ObjectId map, int dots) {
    Writer writer = writers.computeIfAbsent(map, any -> new Writer(random.nextLong()));
    OperationId id = new OperationId(writer.id, writer.next, dots);
    writer.next = id.end();
    writer.undecided.add(id.first());
    trim();
    return id;
  }

  /** Notes that this process knows what became of the operation, and will not ask again. */
  void decided(ObjectId map, OperationId id) {
    Writer writer = writers.get(map);
    if (writer != null && writer.id == id.writer()) {
      writer.undecided.remove(id.first());
    }
  }

  /**
   * Returns the counter below which this process knows of all its operations what became of them.
   */
  long decidedBelow(ObjectId map, OperationId id) {
    Writer writer = writers.get(map);
    if (writer == null || writer.id != id.writer()) {
      return 1;
    }
    return writer.undecided.isEmpty() ? writer.next : writer.undecided.first();
  }

  /**
   * Takes note of a context that was met. One that has a dot of this process which was never given
   * comes of a process that was copied while it ran: this one writes under a new id from now on.
   */
  void seen(ObjectId map, CausalContext context) {
    @Nullable Writer writer = writers.get(map);
    if (writer != null && context.highest(writer.id) >= writer.next) {
      writers.remove(map);
      metrics.count("store.writers.renewed");
    }
  }

  private void trim() {
    Iterator<Writer> eldest = writers.values().iterator();
    while (writers.size() > MAX_MAPS && eldest.hasNext()) {
      if (eldest.next().undecided.isEmpty()) {
        eldest.remove();
      }
    }
  }
}
