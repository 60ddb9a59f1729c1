// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves reads and mutations of the maps whose keys this host owns, and only of those, after it has
 * compared its copy with the others. A read waits for a change of the same rows that is on its way,
 * so that nothing is shown that might still be lost. Confined to the event loop.
 */
final class MapPrimary {

  /** The most bytes of one answer to a scan. */
  static final long MAX_SCAN_BYTES = 56 * 1024;

  private static final int REMEMBERED_MUTATIONS = 4096;

  private final StoreEnvironment env;
  private final MapTable table;
  private final Ownership ownership;
  private final MapSync sync;
  private final BiFunction<MutationGroup, MapCell, CompletableFuture<Integer>> replicate;
  private final Map<ObjectId, MapLane> lanes = new LinkedHashMap<>();
  private final Map<ObjectId, CompletableFuture<MutationResult>> recent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<ObjectId, CompletableFuture<MutationResult>> eldest) {
          return size() > REMEMBERED_MUTATIONS;
        }
      };

  MapPrimary(
      StoreEnvironment env, MapTable table, Ownership ownership, MapSync sync, StateSender sender) {
    this.env = env;
    this.table = table;
    this.ownership = ownership;
    this.sync = sync;
    this.replicate =
        (group, cell) ->
            new Replication(env, ownership, sender, sync, cell, group.before(), group.delta())
                .start();
  }

  /** Returns the rows of the name. */
  CompletableFuture<List<Row>> get(ObjectId map, String name) {
    return read(map, () -> lane(map).settled(name), state -> state.rows(name));
  }

  /** Returns rows of names after one that begin with the prefix; all rows of each name. */
  CompletableFuture<List<Row>> scan(ObjectId map, String prefix, String after, int limit) {
    return read(map, () -> lane(map).settled(), state -> rows(state, prefix, after, limit));
  }

  /**
   * Applies the mutation, and completes when it is durable at every live holder.
   *
   * @param id the number under which it is sent again; the answer given before is repeated
   */
  CompletableFuture<MutationResult> mutate(
      ObjectId map, ObjectId id, Mutation mutation, CallContext context) {
    CompletableFuture<MutationResult> known = recent.get(id);
    if (known != null) {
      return known;
    }
    String fault = MutationVerdict.fault(mutation);
    if (!fault.isEmpty()) {
      return CompletableFuture.failedFuture(new DftpException(Outcome.DID_NOT_HAPPEN, fault));
    }
    DftpException refusal = refusal(map);
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    CompletableFuture<MutationResult> result = new CompletableFuture<>();
    recent.put(id, result);
    // Only what was applied is remembered: all else may be tried again.
    result.whenComplete(
        (done, failure) -> {
          if (!(done instanceof MutationResult.Applied)) {
            recent.remove(id, result);
          }
        });
    if (!lane(map).add(mutation, context, result)) {
      result.completeExceptionally(
          new OverloadedException(MapLane.MAX_WAITING + " mutations of one map wait already"));
    }
    return result;
  }

  /** Makes sure that every live holder has the map as it stands here. */
  CompletableFuture<MutationResult> confirm(ObjectId map, CallContext context) {
    Mutation nothing = new Mutation(List.of(), List.of(), List.of());
    return mutate(map, ObjectId.random(env.loop().random()), nothing, context);
  }

  /** Says whether a change of the map is on its way to its holders. */
  boolean isChanging(ObjectId map) {
    return lanes.containsKey(map);
  }

  private CompletableFuture<List<Row>> read(
      ObjectId map,
      Supplier<CompletableFuture<Void>> settled,
      Function<MapState, List<Row>> reading) {
    DftpException refusal = refusal(map);
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    return table.use(
        map,
        cell ->
            sync.ensure(cell)
                .thenCompose(synced -> lanes.containsKey(map) ? settled.get() : Futures.done())
                .thenCompose(quiet -> sync.ensure(cell))
                .thenCompose(synced -> cell.durable())
                .thenApply(
                    durable -> {
                      // The arc may have been lost while the disk worked.
                      if (!sync.isSynced(cell)) {
                        throw new DftpException(
                            Outcome.ASK_ELSEWHERE, "this host has lost map " + map);
                      }
                      return reading.apply(cell.state());
                    }));
  }

  private @Nullable DftpException refusal(ObjectId map) {
    if (table.isDiskFailed()) {
      return MapTable.outOfService();
    }
    return ownership.owns(map.key())
        ? null
        : new DftpException(Outcome.ASK_ELSEWHERE, "this host does not own map " + map);
  }

  private MapLane lane(ObjectId map) {
    return lanes.computeIfAbsent(
        map,
        id ->
            new MapLane(
                id, table, sync, env.config().replicas(), replicate, () -> lanes.remove(id)));
  }

  private static List<Row> rows(MapState state, String prefix, String after, int limit) {
    Bytes first = Bytes.utf8(prefix);
    Bytes past = Bytes.utf8(after);
    List<Row> found = new ArrayList<>();
    long bytes = 0;
    int names = 0;
    for (Map.Entry<Bytes, NavigableMap<Dot, Row>> name :
        past.compareTo(first) < 0 ? state.namesFrom(first) : state.namesAfter(past)) {
      for (Row row : name.getValue().values()) {
        bytes += (long) name.getKey().size() + row.value().size() + StampedRow.OVERHEAD_BYTES;
      }
      if (!name.getKey().startsWith(first)
          || names >= limit
          || (names > 0 && bytes > MAX_SCAN_BYTES)) {
        break;
      }
      names++;
      found.addAll(name.getValue().values());
    }
    return found;
  }
}
