// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maps of this host that are in memory. Every use of a map goes through its one cell, and a
 * cell in use stays; so a map never changes in two places. Confined to the event loop.
 */
final class MapTable {

  private static final int PAGE_ROWS = 4096;
  private static final long PAGE_BYTES = 1024 * 1024;
  private static final long CELL_BYTES = 1024;
  private static final int USES_PER_TRIM = 64;
  private static final Duration LOAD_LIMIT = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(MapTable.class);

  private final StoreEnvironment env;
  private final Map<ObjectId, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private long replicaId;
  private long uses;

  MapTable(StoreEnvironment env, long replicaId) {
    this.env = env;
    this.replicaId = replicaId;
  }

  private static final class Slot {
    final CompletableFuture<MapCell> cell = new CompletableFuture<>();
    int users;
  }

  /** Runs the work on the map's cell, which stays in memory until the work has ended. */
  <T> CompletableFuture<T> use(ObjectId map, Function<MapCell, CompletableFuture<T>> work) {
    Slot slot = slots.get(map);
    if (slot == null) {
      slot = new Slot();
      slots.put(map, slot);
      load(map, slot);
    }
    Slot used = slot;
    used.users++;
    return used.cell
        .thenCompose(cell -> Futures.start(() -> work.apply(cell)))
        .whenComplete(
            (value, failure) -> {
              used.users--;
              uses++;
              if (uses % USES_PER_TRIM == 0) {
                trim();
              }
            });
  }

  /** Returns how the copies on this disk stand; what is not durable yet is waited for. */
  CompletableFuture<List<MapSummary>> summaries(List<ObjectId> maps) {
    List<CompletableFuture<MapSummary>> each = maps.stream().map(this::summary).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(all -> each.stream().map(one -> one.getNow(MapSummary.ABSENT)).toList());
  }

  private CompletableFuture<MapSummary> summary(ObjectId map) {
    if (slots.containsKey(map)) {
      return use(
          map,
          cell -> {
            MapSummary summary = cell.summary();
            return cell.durable().thenApply(durable -> summary);
          });
    }
    return env.disk()
        .get(MapKeys.head(map))
        .thenApply(
            stored -> stored.map(head -> MapHead.decode(head).summary()).orElse(MapSummary.ABSENT));
  }

  private void load(ObjectId map, Slot slot) {
    CallContext context = CallContext.withTimeout(env.loop(), LOAD_LIMIT);
    Futures.start(
            () ->
                env.disk()
                    .get(MapKeys.head(map))
                    .thenCompose(
                        stored ->
                            stored.isEmpty()
                                ? CompletableFuture.completedFuture(new MapState())
                                : loadRows(map, MapHead.decode(stored.get()), context)))
        .whenComplete(
            (state, failure) -> {
              context.close();
              if (failure == null) {
                slot.cell.complete(new MapCell(map, state, this));
              } else {
                slots.remove(map, slot);
                slot.cell.completeExceptionally(Futures.cause(failure));
              }
            });
  }

  private CompletableFuture<MapState> loadRows(ObjectId map, MapHead head, CallContext context) {
    List<StampedRow> rows = new ArrayList<>();
    return loadPage(map, MapKeys.firstRow(map), rows, context)
        .thenApply(
            all -> {
              MapState state = new MapState();
              state.join(rows, head.context());
              if (!state.digest().equals(head.digest())) {
                // Rows lost on the disk look exactly like removed ones. So that no merge removes
                // them elsewhere, this copy forgets that it ever saw what it no longer has.
                env.metrics().count("store.maps.damaged");
                log.warn(
                    "[{}] map {} does not match its digest; its copy will be merged from others",
                    env.placement().self(),
                    map);
                state.forgetAllButRows();
                // Its counters may have been forgotten, too, and no dot may be issued twice.
                renewReplica();
              }
              return state;
            });
  }

  private CompletableFuture<Void> loadPage(
      ObjectId map, Bytes from, List<StampedRow> rows, CallContext context) {
    return env.disk()
        .scan(from, MapKeys.afterRows(map), PAGE_ROWS, PAGE_BYTES)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? Futures.done()
                    : env.workers()
                        .submit(context, () -> stamp(page))
                        .thenCompose(
                            stamped -> {
                              rows.addAll(stamped);
                              return loadPage(
                                  map,
                                  MapKeys.justAfter(page.get(page.size() - 1).key()),
                                  rows,
                                  context);
                            }));
  }

  private static List<StampedRow> stamp(List<LocalStore.StoredRow> page) {
    return page.stream().map(stored -> StampedRow.of(MapKeys.row(stored))).toList();
  }

  private void trim() {
    long bytes = 0;
    for (Slot slot : slots.values()) {
      bytes += bytes(slot);
    }
    Iterator<Slot> eldest = slots.values().iterator();
    while (bytes > env.config().mapCacheBytes() && eldest.hasNext()) {
      Slot slot = eldest.next();
      if (slot.users == 0 && isIdle(slot)) {
        bytes -= bytes(slot);
        eldest.remove();
      }
    }
  }

  private static long bytes(Slot slot) {
    return isLoaded(slot) ? CELL_BYTES + slot.cell.getNow(null).state().bytes() : CELL_BYTES;
  }

  private static boolean isIdle(Slot slot) {
    return isLoaded(slot) && slot.cell.getNow(null).isIdle();
  }

  private static boolean isLoaded(Slot slot) {
    return slot.cell.isDone() && !slot.cell.isCompletedExceptionally();
  }

  /**
   * Takes a cell out whose change the disk did not take. What it gave as dots may have reached
   * other hosts, so that no dot of this replica may follow (condition C3).
   */
  void broken(MapCell cell) {
    slots.remove(cell.id());
    renewReplica();
  }

  void renewReplica() {
    replicaId = env.loop().random().nextLong();
    env.metrics().count("store.replica.renewed");
  }

  boolean isDiskFailed() {
    return env.disk().isFailed();
  }

  long replicaId() {
    return replicaId;
  }

  LocalStore disk() {
    return env.disk();
  }

  Metrics metrics() {
    return env.metrics();
  }

  /** Returns what to say when the disk is out of service. */
  static DftpException outOfService() {
    return new DftpException(Outcome.ASK_ELSEWHERE, "the disk of this host is out of service");
  }
}
