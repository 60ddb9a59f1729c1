// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final OperationNames names;
  private final Map<ObjectId, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
  private long uses;

  MapTable(StoreEnvironment env, OperationNames names) {
    this.env = env;
    this.names = names;
  }

  private static final class Slot {
    final CompletableFuture<MapCell> cell = new CompletableFuture<>();
    int users;
    boolean stale;
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

  /**
   * Reads a copy from the disk, even if it is in memory, so that what is damaged there is found. A
   * copy that is in use stays as it is.
   */
  CompletableFuture<Void> reread(ObjectId map) {
    Slot slot = slots.get(map);
    if (slot != null) {
      if (slot.users > 0 || !isIdle(slot)) {
        return Futures.done();
      }
      slots.remove(map);
    }
    return use(map, MapCell::durable);
  }

  /** Returns how the copies on this disk stand; what is not durable yet is waited for. */
  CompletableFuture<List<MapStanding>> standings(List<ObjectId> maps) {
    List<CompletableFuture<MapStanding>> each = maps.stream().map(this::standing).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(all -> each.stream().map(one -> one.getNow(MapStanding.ABSENT)).toList());
  }

  CompletableFuture<MapStanding> standing(ObjectId map) {
    if (slots.containsKey(map)) {
      return use(
          map,
          cell -> {
            MapStanding standing = MapStanding.of(cell.state());
            return cell.durable().thenApply(durable -> standing);
          });
    }
    return env.disk()
        .get(MapKeys.head(map))
        .thenCompose(
            stored ->
                env.disk()
                    .scan(MapKeys.firstPrepared(map), MapKeys.afterPrepared(map), 1, Long.MAX_VALUE)
                    .thenApply(prepared -> standing(stored, !prepared.isEmpty())));
  }

  private static MapStanding standing(Optional<Bytes> stored, boolean pending) {
    return readable(stored)
        .map(head -> new MapStanding(head.summary(), pending, head.stamp()))
        .orElse(new MapStanding(MapSummary.ABSENT, pending, Optional.empty()));
  }

  /** Returns what the head says; a head that says nothing is as good as none. */
  private static Optional<MapHead> readable(Optional<Bytes> stored) {
    try {
      return stored.map(MapHead::decode);
    } catch (DftpException unreadable) {
      return Optional.empty();
    }
  }

  /** Gives up all copies in memory: the disk may not have what they seem to have there. */
  void abandonAll() {
    for (Slot slot : List.copyOf(slots.values())) {
      if (isLoaded(slot)) {
        slot.cell.getNow(null).abandon();
      } else {
        slot.stale = true;
      }
    }
  }

  /** Returns the cell if the map is in memory. */
  Optional<MapCell> cellInMemory(ObjectId map) {
    Slot slot = slots.get(map);
    return slot != null && isLoaded(slot) ? Optional.of(slot.cell.getNow(null)) : Optional.empty();
  }

  private void load(ObjectId map, Slot slot) {
    CallContext context = CallContext.withTimeout(env.loop(), LOAD_LIMIT);
    Futures.start(
            () ->
                env.disk()
                    .get(MapKeys.head(map))
                    .thenCompose(stored -> loadRows(map, stored, context)))
        .whenComplete(
            (found, failure) -> {
              context.close();
              if (failure == null && !slot.stale) {
                MapCell cell = new MapCell(map, found.state(), this);
                if (found.damaged()) {
                  cell.mend(found.leftovers());
                }
                slot.cell.complete(cell);
              } else {
                slots.remove(map, slot);
                slot.cell.completeExceptionally(
                    failure == null
                        ? new DamagedRowsException(
                            "rows were given up while map " + map + " was read")
                        : Futures.cause(failure));
              }
            });
  }

  /**
   * A copy as it was found on the disk.
   *
   * @param damaged whether rows of it were lost
   * @param leftovers keys of rows that say nothing without those
   */
  private record Found(MapState state, boolean damaged, List<Bytes> leftovers) {}

  private CompletableFuture<Found> loadRows(
      ObjectId map, Optional<Bytes> head, CallContext context) {
    List<StampedRow> rows = new ArrayList<>();
    return loadPage(map, MapKeys.firstRow(map), rows, context)
        .thenCompose(
            all ->
                env.disk()
                    .scan(
                        MapKeys.firstPrepared(map),
                        MapKeys.afterPrepared(map),
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE))
        .thenApply(prepared -> assemble(map, head, rows, prepared));
  }

  private Found assemble(
      ObjectId map,
      Optional<Bytes> stored,
      List<StampedRow> rows,
      List<LocalStore.StoredRow> prepared) {
    Optional<MapHead> known = readable(stored);
    MapHead head = known.orElse(MapHead.EMPTY);
    Map<Dot, StampedRow> byDot = new LinkedHashMap<>();
    rows.forEach(row -> byDot.put(row.row().dot(), row));
    List<Change> changes = new ArrayList<>();
    Set<Dot> undecided = new LinkedHashSet<>();
    List<Bytes> leftovers = new ArrayList<>();
    for (LocalStore.StoredRow record : prepared) {
      Change change = PreparedRecord.decode(record.value()).with(byDot);
      if (change == null) {
        leftovers.add(record.key());
      } else {
        changes.add(change);
        change.rows().forEach(row -> undecided.add(row.dot()));
      }
    }
    boolean headless = known.isEmpty() && (stored.isPresent() || rows.size() > undecided.size());
    List<StampedRow> standing =
        rows.stream()
            .filter(
                row ->
                    headless
                        ? !undecided.contains(row.row().dot())
                        : head.context().contains(row.row().dot()))
            .toList();
    MapState state = new MapState();
    state.load(head, standing, changes);
    boolean damaged = headless || !leftovers.isEmpty() || !state.digest().equals(head.digest());
    if (damaged) {
      // Rows lost on the disk look exactly like removed ones. So that no merge removes them
      // elsewhere, this copy forgets that it ever saw what it no longer has.
      env.metrics().count("store.maps.damaged");
      log.warn(
          "[{}] map {} does not match its digest; its copy will be merged from others",
          env.placement().self(),
          map);
      state.forgetAllButRows();
    }
    return new Found(state, damaged, leftovers);
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
   * Removes the copy from this disk, unless somebody uses it or a change of it is on its way.
   *
   * @return completes when it is gone, or stays
   */
  CompletableFuture<Void> drop(ObjectId map) {
    Slot slot = slots.get(map);
    if (slot != null && (slot.users > 0 || !isIdle(slot))) {
      return Futures.done();
    }
    // Who asks meanwhile waits: a copy in memory would go on without its rows on the disk.
    Slot closed = new Slot();
    slots.put(map, closed);
    return Futures.start(() -> rowsOf(map, MapKeys.firstRow(map), new RowBatch()))
        .thenCompose(env.disk()::write)
        .whenComplete(
            (gone, failure) -> {
              // Who asked meanwhile is answered from the disk as it is now.
              load(map, closed);
              env.metrics().count("store.maps.dropped");
            });
  }

  private CompletableFuture<RowBatch> rowsOf(ObjectId map, Bytes from, RowBatch removal) {
    return env.disk()
        .scan(from, MapKeys.afterRows(map), PAGE_ROWS, PAGE_BYTES)
        .thenApply(
            page -> {
              page.forEach(row -> removal.remove(row.key()));
              return page;
            })
        .thenCompose(
            page ->
                page.isEmpty()
                    ? CompletableFuture.completedFuture(removal.remove(MapKeys.head(map)))
                    : rowsOf(map, MapKeys.justAfter(page.get(page.size() - 1).key()), removal));
  }

  /** Takes a cell out whose change the disk did not take: the next use reads the map anew. */
  void broken(MapCell cell) {
    slots.remove(cell.id());
  }

  /** Runs the task on the loop after the delay. */
  Cancellable after(Duration delay, Runnable task) {
    return env.loop().schedule(delay, task);
  }

  OperationNames names() {
    return names;
  }

  LocalStore disk() {
    return env.disk();
  }

  Metrics metrics() {
    return env.metrics();
  }
}
