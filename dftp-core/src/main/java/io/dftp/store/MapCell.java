// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One map at this host: its copy in memory, and the way of its changes to the disk.
 *
 * <p>Rows, context and digest change in one batch (condition C4). At most one batch is on its way;
 * what changes meanwhile forms the next. So a batch that the disk refuses can never be followed by
 * one that rests on it. Confined to the event loop.
 */
final class MapCell {

  private final ObjectId id;
  private final Identifier key;
  private final MapState state;
  private final MapTable table;
  private RowBatch waiting = new RowBatch();
  private CompletableFuture<Void> waitingDurable = new CompletableFuture<>();
  private boolean dirty;
  private @Nullable CompletableFuture<Void> writing;
  private boolean broken;
  private long syncedEpoch;
  private @Nullable CompletableFuture<Void> syncing;

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

  /** Gives the next dot of this replica. */
  Dot nextDot() {
    return state.context().next(table.replicaId());
  }

  /** Joins a delta; {@link #durable} tells when it is safe. */
  void join(Delta delta) {
    checkUsable();
    changed(state.join(delta));
  }

  /** Joins a whole other copy; {@link #durable} tells when it is safe. */
  void join(Collection<StampedRow> rows, CausalContext context, RowDigest theirDigest) {
    checkUsable();
    Dot ownNext = nextDot();
    boolean hadGaps = state.context().hasGaps();
    boolean sameContext = context.equals(state.context());
    if (sameContext && theirDigest.equals(state.digest())) {
      return;
    }
    if (sameContext) {
      // Equal contexts with unequal rows: a bug or bit rot. Nothing is dropped on that evidence.
      table.metrics().count("store.maps.digest.mismatches");
      changed(state.union(rows));
      return;
    }
    changed(state.join(rows, context));
    if (!ownNext.equals(nextDot())) {
      // A peer has seen dots of this replica that it never gave: its disk was copied or rolled
      // back.
      table.renewReplica();
    }
    if (!hadGaps && state.context().hasGaps()) {
      table.metrics().count("store.maps.gaps");
    }
  }

  /** Completes when all joined so far is durable; fails when it cannot be. */
  CompletableFuture<Void> durable() {
    if (broken) {
      return CompletableFuture.failedFuture(unusable());
    }
    if (dirty) {
      return waitingDurable;
    }
    return writing == null ? Futures.done() : writing;
  }

  /** Says that no change is on its way to the disk. */
  boolean isIdle() {
    return !dirty && writing == null && syncing == null;
  }

  boolean isBroken() {
    return broken;
  }

  /** Says in which view of the ring this copy was last compared with all other holders. */
  long syncedEpoch() {
    return syncedEpoch;
  }

  void synced(long epoch) {
    syncedEpoch = Math.max(syncedEpoch, epoch);
  }

  @Nullable CompletableFuture<Void> syncing() {
    return syncing;
  }

  void syncing(@Nullable CompletableFuture<Void> comparison) {
    syncing = comparison;
  }

  Metrics metrics() {
    return table.metrics();
  }

  private void changed(MapChange change) {
    change.removed().forEach(row -> waiting.remove(MapKeys.row(id, row)));
    change.added().forEach(row -> waiting.put(MapKeys.row(id, row), row.value()));
    dirty = true;
    write();
  }

  private void write() {
    if (writing != null || !dirty) {
      return;
    }
    RowBatch batch = waiting;
    CompletableFuture<Void> result = waitingDurable;
    batch.put(MapKeys.head(id), new MapHead(state.context(), state.digest()).encode());
    waiting = new RowBatch();
    waitingDurable = new CompletableFuture<>();
    dirty = false;
    writing = result;
    Futures.start(() -> table.disk().write(batch))
        .whenComplete(
            (done, failure) -> {
              writing = null;
              if (failure == null) {
                write();
                result.complete(null);
              } else {
                fail(result, Futures.cause(failure));
              }
            });
  }

  private void fail(CompletableFuture<Void> result, Throwable failure) {
    broken = true;
    dirty = false;
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
