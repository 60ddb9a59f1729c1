// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import io.dftp.store.LocalStore.StoredRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The rings that are known to have been born, whose founding maps were born with them. A copy of a
 * founding map is complete only if it names them all: each ring brings its own when two become one.
 * Confined to the event loop.
 */
final class Births {

  private static final Bytes BEGUN = Bytes.utf8("begun");

  private final StoreEnvironment env;
  private final Set<Long> known = new LinkedHashSet<>();
  private final CompletableFuture<Void> loaded;
  private Optional<Long> begun = Optional.empty();

  Births(StoreEnvironment env) {
    this.env = env;
    this.loaded =
        env.watch()
            .patiently(
                () ->
                    env.disk()
                        .scan(
                            MapKeys.firstBirth(),
                            MapKeys.afterBirths(),
                            ArcMessage.MAX_NAMED,
                            Long.MAX_VALUE))
            .thenAccept(rows -> rows.forEach(this::load));
  }

  private void load(StoredRow row) {
    long ring = MapKeys.ringOfBirth(row.key());
    if (row.value().equals(BEGUN)) {
      begun = Optional.of(ring);
    } else {
      known.add(ring);
    }
  }

  /** Returns the rings whose births are known. */
  List<Long> known() {
    return List.copyOf(known);
  }

  /** Returns the ring that this host has begun, and whose maps may not all be there yet. */
  Optional<Long> begun() {
    return begun;
  }

  /** Completes when the births known before are read. */
  CompletableFuture<Void> loaded() {
    return loaded;
  }

  /** Notes that a ring of this name begins here; completes when that is durable. */
  CompletableFuture<Void> begin(long ring) {
    begun = Optional.of(ring);
    return write(new RowBatch().put(MapKeys.birth(ring), BEGUN));
  }

  /** Takes note of births; completes when they are durable. */
  CompletableFuture<Void> learn(List<Long> rings) {
    return loaded.thenCompose(
        before -> {
          List<Long> added = new ArrayList<>();
          for (long ring : rings) {
            if (known.size() < ArcMessage.MAX_NAMED && known.add(ring)) {
              added.add(ring);
            }
          }
          if (added.isEmpty()) {
            return Futures.done();
          }
          begun = begun.filter(ring -> !added.contains(ring));
          RowBatch batch = new RowBatch();
          added.forEach(ring -> batch.put(MapKeys.birth(ring), Bytes.EMPTY));
          return write(batch);
        });
  }

  /** A host does not start without them, so it waits for a disk that does not answer. */
  private CompletableFuture<Void> write(RowBatch batch) {
    return env.watch().patiently(() -> env.disk().write(batch));
  }

  /** Writes all that are known again: which of them the disk has lost is not known. */
  void rewrite() {
    if (!known.isEmpty()) {
      RowBatch batch = new RowBatch();
      known.forEach(ring -> batch.put(MapKeys.birth(ring), Bytes.EMPTY));
      write(batch).whenComplete((done, failure) -> {});
    }
  }

  /** Says whether a copy that has these births was born with every ring that is known. */
  boolean areAmong(List<Row> births) {
    Set<Long> named = new LinkedHashSet<>();
    births.stream()
        .map(Row::value)
        .filter(name -> name.size() == Long.BYTES)
        .forEach(name -> named.add(name.toBuffer().getLong()));
    return named.containsAll(known);
  }
}
