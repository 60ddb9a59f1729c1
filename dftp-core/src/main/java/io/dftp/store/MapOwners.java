// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.OperationQueue.Entry;
import io.dftp.store.Tenure.Open;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Serves the maps that this host owns, and only those; each by an {@link OwnedMap} that lives while
 * somebody waits for it. Confined to the event loop.
 */
final class MapOwners implements Tenures.Observer {

  /** The most bytes of one answer to a scan. */
  static final long MAX_SCAN_BYTES = 56 * 1024;

  /** The most bytes of operations that wait at this host, of all maps together. */
  private static final long MAX_WAITING_BYTES = 32L * 1024 * 1024;

  private final StoreEnvironment env;
  private final MapTable table;
  private final Births births;
  private final Set<ObjectId> founding;
  private final Tenures tenures;
  private final Leases leases;
  private final MapLinks links;
  private final ByteCount waiting = new ByteCount(MAX_WAITING_BYTES);
  private final Map<ObjectId, OwnedMap> active = new LinkedHashMap<>();
  private final Map<ObjectId, CompletableFuture<Void>> uses = new LinkedHashMap<>();
  private Runnable whenOpened = () -> {};

  /**
   * Creates it.
   *
   * @param founding the maps that are born with each ring
   */
  MapOwners(
      StoreEnvironment env,
      MapTable table,
      Births births,
      Set<ObjectId> founding,
      StateSender sender,
      StateCollector collector) {
    this.env = env;
    this.table = table;
    this.births = births;
    this.founding = founding;
    this.tenures = new Tenures(env, births, this);
    this.leases = new Leases(env, tenures);
    this.links = new MapLinks(env, tenures, sender, collector);
  }

  StoreEnvironment env() {
    return env;
  }

  Tenures tenures() {
    return tenures;
  }

  Leases leases() {
    return leases;
  }

  MapLinks links() {
    return links;
  }

  ByteCount waiting() {
    return waiting;
  }

  /** Runs the task after each beginning of a term. */
  void whenOpened(Runnable task) {
    whenOpened = task;
  }

  /** Returns how many maps are in use here that are not ready. */
  int underWay() {
    return (int)
        active.values().stream()
            .filter(each -> !(each.duty().phase() instanceof Duty.Ready))
            .count();
  }

  /** Says whether a change of the map is on its way to its holders. */
  boolean isChanging(ObjectId map) {
    return active.containsKey(map);
  }

  /** Returns the rows of the name. */
  CompletableFuture<List<Row>> get(ObjectId map, String name) {
    return read(map, state -> state.rows(name));
  }

  /** Returns rows of names after one that begin with the prefix; all rows of each name. */
  CompletableFuture<List<Row>> scan(ObjectId map, String prefix, String after, int limit) {
    return read(map, state -> rows(state, prefix, after, limit));
  }

  /**
   * Returns the rows of the name, and which of the dots are undecided; of a copy that is known to
   * have everything, or not at all.
   */
  CompletableFuture<NameStanding> standing(ObjectId map, String name, List<Dot> dots) {
    return read(map, state -> NameStanding.of(state, name, dots), standing -> false);
  }

  private CompletableFuture<List<Row>> read(ObjectId map, Function<MapState, List<Row>> reading) {
    return read(map, reading, rows -> !rows.isEmpty());
  }

  /** What is not here may be with those who are away: not every reading may be of such a copy. */
  private <T> CompletableFuture<T> read(
      ObjectId map, Function<MapState, T> reading, Predicate<T> mayBeOfPart) {
    if (isElsewhere(map)) {
      return CompletableFuture.failedFuture(
          new ElsewhereException(map, tenures.newerOwner(map.key())));
    }
    OwnedMap owned = owned(map);
    return owned.read(
        state -> {
          if (!state.isBorn()) {
            throw new MapUnknownException(map);
          }
          T read = reading.apply(state);
          if (!owned.duty().complete() && !mayBeOfPart.test(read)) {
            throw new MapUnknownException(map);
          }
          return read;
        });
  }

  /** Tries the operation; the answer comes when all holders have it, or when it is refused. */
  CompletableFuture<TryAnswer> attempt(ObjectId map, Operation operation, CallContext context) {
    String fault = MutationVerdict.fault(operation.mutation());
    if (!fault.isEmpty() || operation.id().count() != operation.mutation().dots()) {
      return CompletableFuture.completedFuture(new TryAnswer.NotNow(false, fault));
    }
    return isElsewhere(map)
        ? CompletableFuture.completedFuture(elsewhere(map))
        : owned(map).attempt(Entry.trying(operation, context));
  }

  /** Sees to it that the operation is never applied, unless it is already. */
  CompletableFuture<TryAnswer> voidIt(
      ObjectId map, OperationId id, long decidedBelow, boolean clean, CallContext context) {
    return isElsewhere(map)
        ? CompletableFuture.completedFuture(elsewhere(map))
        : owned(map).attempt(Entry.voiding(id, decidedBelow, clean, context));
  }

  private boolean isElsewhere(ObjectId map) {
    return tenures.isUnfitHere() || tenures.seatOf(map.key()).isEmpty();
  }

  private TryAnswer elsewhere(ObjectId map) {
    return new TryAnswer.Elsewhere(tenures.newerOwner(map.key()));
  }

  /**
   * Makes sure that every holder has the map as it stands here.
   *
   * @return whether the copy is known to be complete
   */
  CompletableFuture<Boolean> confirm(ObjectId map) {
    OwnedMap owned = owned(map);
    return owned.madeSure().thenApply(settled -> owned.duty().complete());
  }

  /** Makes sure of the map under the present term, if that has not been done. */
  CompletableFuture<Boolean> adopt(ObjectId map) {
    OwnedMap owned = owned(map);
    return owned.settled().thenApply(settled -> owned.duty().complete());
  }

  /** The copy of another host was joined into the one here. */
  void joined(ObjectId map, NodeAddress from, MapCopy copy, boolean news) {
    OwnedMap owned = active.get(map);
    if (owned != null) {
      owned.heard(from, copy);
    }
    if (!news) {
      return;
    }
    if (owned != null) {
      owned.joined();
    } else if (tenures.serving(map.key()).isPresent()) {
      owned(map).joined();
    }
  }

  private OwnedMap owned(ObjectId map) {
    OwnedMap known = active.get(map);
    if (known != null) {
      return known;
    }
    OwnedMap owned = new OwnedMap(this, map);
    active.put(map, owned);
    // A copy in memory is there at once, and nobody waits yet: it would rest before it is asked,
    // and who asks next would have another one beside it.
    env.loop().execute(() -> load(owned));
    return owned;
  }

  private void load(OwnedMap owned) {
    CompletableFuture<Void> use = new CompletableFuture<>();
    uses.put(owned.map(), use);
    table
        .use(
            owned.map(),
            cell -> {
              owned.begin(cell);
              rest(owned);
              return use;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                active.remove(owned.map(), owned);
                uses.remove(owned.map(), use);
                owned.fail(Futures.cause(failure));
              }
            });
  }

  /** The copy in memory is of no use any more, and is read anew. */
  void reload(OwnedMap owned) {
    CompletableFuture<Void> use = uses.remove(owned.map());
    if (use != null && active.get(owned.map()) == owned) {
      use.complete(null);
      load(owned);
    }
  }

  /** All copies in memory were given up. */
  void reloadAll() {
    List.copyOf(active.values()).forEach(OwnedMap::copyLost);
  }

  /** Ends the use of a map for which nobody waits. */
  void rest(OwnedMap owned) {
    if (owned.isIdle() && active.remove(owned.map(), owned)) {
      owned.end();
      CompletableFuture<Void> use = uses.remove(owned.map());
      if (use != null) {
        use.complete(null);
      }
    }
  }

  /** Returns how many hosts keep the map beside this one. */
  int holdersOf(ObjectId map) {
    return tenures.serving(map.key()).map(open -> open.others().size()).orElse(0);
  }

  /**
   * Says whether an operation that others may have tried can be voided. What was applied under an
   * earlier term is in a complete copy; but who was named and is silent may, on another side of a
   * cut, have begun a later one.
   */
  boolean mayVoid(ObjectId map, boolean complete) {
    return complete
        && tenures.serving(map.key()).map(open -> open.silent().isEmpty()).orElse(false);
  }

  /**
   * Says whether a copy that was joined of all that could be heard has everything.
   *
   * @param copies what was learnt of all copies
   */
  boolean isComplete(ObjectId map, MapState state, ComparedCopies copies) {
    Optional<Open> open = tenures.serving(map.key());
    if (open.isEmpty()) {
      return false;
    }
    boolean allRings = !founding.contains(map) || births.areAmong(state.births());
    return allRings
        && open.get().evidence().isComplete(map.key(), copies.stamps(), copies.unheard());
  }

  /** Says whether a map that is brought into being cannot be known to anybody else. */
  boolean isCompleteAtBirth(ObjectId map) {
    return !founding.contains(map);
  }

  /** Returns those of the prepared changes that cannot have been acknowledged. */
  Set<OperationId> refuted(
      Identifier key,
      Term now,
      Collection<Change> pending,
      Map<NodeAddress, Set<OperationId>> compared) {
    return tenures
        .serving(key)
        .map(open -> Refutation.of(key, now, open.evidence(), pending, compared))
        .orElse(Set.of());
  }

  @Override
  public void opened(Tenures.Seat seat) {
    look();
    whenOpened.run();
  }

  @Override
  public void closed() {
    leases.drop();
    look();
  }

  /** Lets every map in use look again who owns it. */
  private void look() {
    List<OwnedMap> all = new ArrayList<>(active.values());
    env.loop().execute(() -> all.forEach(OwnedMap::look));
  }

  private static List<Row> rows(MapState state, String prefix, String after, int limit) {
    Bytes first = Bytes.utf8(prefix);
    Bytes past = Bytes.utf8(after);
    List<Row> found = new ArrayList<>();
    long bytes = 0;
    int names = 0;
    for (Map.Entry<Bytes, NavigableMap<Dot, Row>> name :
        past.compareTo(first) < 0 ? state.namesFrom(first) : state.namesAfter(past)) {
      if (MapState.isReserved(name.getKey())) {
        continue;
      }
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
