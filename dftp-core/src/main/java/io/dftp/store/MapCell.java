// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One map at this host: its copy in memory, and the way of its changes to the disk.
 *
 * <p>Rows, context and digest change in one batch (condition C4). At most one batch is on its way;
 * what changes meanwhile forms the next. So a batch that the disk refuses can never be followed by
 * one that rests on it. A commit goes with the next batch or a little later: until then the change
 * is durable as prepared, and whoever finds it commits it. Confined to the event loop.
 */
final class MapCell {

  /** How long a commit may wait for a batch to go with. */
  private static final Duration COMMITTED_WITHIN = Duration.ofMillis(100);

  private final ObjectId id;
  private final Identifier key;
  private final MapState state;
  private final MapTable table;
  private RowBatch waiting = new RowBatch();
  private CompletableFuture<Void> waitingDurable = new CompletableFuture<>();
  private boolean changed;
  private boolean awaited;
  private @Nullable CompletableFuture<Void> writing;
  private boolean writingAwaited;
  private Cancellable later = () -> {};
  private boolean broken;

  MapCell(ObjectId id, MapState state, MapTable table) {
    this.id = id;
    this.key = id.key();
    this.state = state;
    this.table = table;
  }

  ObjectId id() {
    return id;
  }

  Identifier key() {
    return key;
  }

  /** Returns the copy, to be read only. */
  MapState state() {
    return state;
  }

  MapSummary summary() {
    return state.summary();
  }

  /** Prepares changes; {@link #durable} tells when they are safe. */
  void prepare(List<Change> changes) {
    checkUsable();
    apply(state.prepare(changes));
    writeNow();
  }

  /** Commits those of the operations that are prepared under the term. */
  void commit(Collection<OperationId> operations, Term under) {
    checkUsable();
    commit(state.commit(operations, under));
  }

  private void commit(MapChange change) {
    if (!change.ended().isEmpty()) {
      apply(change);
      writeLater();
    }
  }

  /**
   * Commits all that is prepared but what cannot have been acknowledged, which is given up; {@link
   * #durable} tells when it is safe.
   */
  void commitAll(Collection<OperationId> refuted) {
    checkUsable();
    if (!refuted.isEmpty()) {
      table.metrics().count("store.maps.refuted", refuted.size());
      apply(state.giveUp(refuted));
      writeNow();
    }
    commit(state.commit(state.pending().stream().map(Change::id).toList()));
  }

  /** Notes that this copy has everything under the term; {@link #durable} tells when it is safe. */
  void stamp(Term term) {
    checkUsable();
    if (state.stamp(term)) {
      changed = true;
      writeNow();
    }
  }

  /**
   * Joins a whole other copy; {@link #durable} tells when it is safe.
   *
   * @return whether anything became different
   */
  boolean join(MapCopy copy) {
    checkUsable();
    MapHead theirs = copy.head();
    boolean sameContext = theirs.context().equals(state.context());
    boolean sameRows = theirs.digest().equals(state.digest());
    if (sameContext && !sameRows) {
      // Equal contexts with unequal rows: a bug or bit rot. Nothing is dropped on that evidence.
      table.metrics().count("store.maps.digest.mismatches");
      apply(state.union(copy.rows()));
    } else if (sameContext && copy.pending().isEmpty() && state.pending().isEmpty()) {
      return false;
    } else {
      apply(state.join(copy));
    }
    table.names().seen(id, state.context());
    writeNow();
    return true;
  }

  /**
   * Completes when all of it is durable but commits, which need not be; fails when it cannot be.
   */
  CompletableFuture<Void> durable() {
    if (broken) {
      return CompletableFuture.failedFuture(unusable());
    }
    if (awaited) {
      return waitingDurable;
    }
    CompletableFuture<Void> current = writing;
    return current == null || !writingAwaited ? Futures.done() : current;
  }

  /**
   * Writes the copy as it was found, short of what was lost; so that nobody takes what the disk has
   * for the whole.
   *
   * @param leftovers keys of rows that say nothing any more
   */
  void mend(List<Bytes> leftovers) {
    leftovers.forEach(waiting::remove);
    changed = true;
    writeNow();
  }

  /** Gives the copy up: the disk may not have what it seems to have. */
  void abandon() {
    fail(new CompletableFuture<>(), unusable());
  }

  /** Says that no change is on its way to the disk. */
  boolean isIdle() {
    return !changed && writing == null;
  }

  boolean isBroken() {
    return broken;
  }

  Metrics metrics() {
    return table.metrics();
  }

  private void apply(MapChange change) {
    Set<Dot> stored = new LinkedHashSet<>();
    for (Change ended : change.ended()) {
      waiting.remove(MapKeys.prepared(id, ended.id()));
      for (Row row : ended.rows()) {
        if (state.row(row.dot()) == null) {
          waiting.remove(MapKeys.row(id, row));
        } else {
          stored.add(row.dot());
        }
      }
    }
    change.removed().forEach(row -> waiting.remove(MapKeys.row(id, row)));
    for (Row row : change.added()) {
      if (!stored.contains(row.dot())) {
        waiting.put(MapKeys.row(id, row), row.value());
      }
    }
    for (Change prepared : change.prepared()) {
      prepared.rows().forEach(row -> waiting.put(MapKeys.row(id, row), row.value()));
      waiting.put(MapKeys.prepared(id, prepared.id()), PreparedRecord.encode(prepared));
    }
    changed = true;
  }

  private void writeNow() {
    if (changed) {
      awaited = true;
      write();
    }
  }

  private void writeLater() {
    if (!awaited && writing == null) {
      later.cancel();
      later = table.after(COMMITTED_WITHIN, this::write);
    }
  }

  private void write() {
    if (writing != null || !changed || broken) {
      return;
    }
    later.cancel();
    RowBatch batch = waiting;
    CompletableFuture<Void> result = waitingDurable;
    batch.put(MapKeys.head(id), state.head().encode());
    waiting = new RowBatch();
    waitingDurable = new CompletableFuture<>();
    changed = false;
    writingAwaited = awaited;
    awaited = false;
    writing = result;
    Futures.start(() -> table.disk().write(batch))
        .whenComplete(
            (done, failure) -> {
              writing = null;
              if (failure == null) {
                if (awaited) {
                  write();
                } else if (changed) {
                  writeLater();
                }
                result.complete(null);
              } else {
                fail(result, Futures.cause(failure));
              }
            });
  }

  private void fail(CompletableFuture<Void> result, Throwable failure) {
    broken = true;
    changed = false;
    later.cancel();
    table.broken(this);
    result.completeExceptionally(failure);
    waitingDurable.completeExceptionally(failure);
  }

  private void checkUsable() {
    if (broken) {
      throw unusable();
    }
  }

  /** Passes: the next use reads the map anew. So it must not look like a disk out of service. */
  private DftpException unusable() {
    return new DftpException(Outcome.MAY_HAVE_HAPPENED, "map " + id + " could not be written here");
  }
}
