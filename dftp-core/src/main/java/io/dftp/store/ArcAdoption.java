// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.store.ArcMessage.ArcMapList;
import io.dftp.store.ArcMessage.ArcMaps;
import io.dftp.store.Tenure.Open;
import io.dftp.store.Tenures.Seat;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Goes through all maps of an arc after its term began, those of this disk and those that others
 * hold, and makes sure of each. When every holder has every map, the term is settled: from then on
 * only its holders need to be asked by who comes after. Confined to the event loop.
 */
final class ArcAdoption {

  private static final int PAGE = 256;
  private static final int AT_ONCE = 4;
  private static final Duration ASKED_FOR = Duration.ofSeconds(3);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

  private final StoreEnvironment env;
  private final MapOwners owners;
  private final Map<Seat, Long> underWay = new LinkedHashMap<>();
  private boolean closed;

  ArcAdoption(StoreEnvironment env, MapOwners owners) {
    this.env = env;
    this.owners = owners;
  }

  void close() {
    closed = true;
  }

  /** Looks which arcs are not settled yet. */
  void look() {
    Set<Seat> served = new LinkedHashSet<>(owners.tenures().served());
    underWay.keySet().retainAll(served);
    served.forEach(this::begin);
  }

  private void begin(Seat seat) {
    Open open = seat.state().open();
    if (closed || open == null || open.settled()) {
      return;
    }
    long version = seat.state().version();
    Long before = underWay.put(seat, version);
    if (before != null && before == version) {
      return;
    }
    adoptAll(open)
        .whenComplete(
            (all, failure) -> {
              if (underWay.remove(seat, version)) {
                if (failure == null && all) {
                  owners.tenures().adopted(seat, open.term(), version);
                } else {
                  env.loop().schedule(AGAIN_AFTER, this::look);
                }
              }
            });
  }

  /** Completes with whether every map that anybody knows of was made sure of. */
  private CompletableFuture<Boolean> adoptAll(Open open) {
    CompletableFuture<Boolean> all = adoptOwn(open, Optional.empty(), true);
    for (NodeAddress source : open.evidence().sources()) {
      if (!source.equals(env.placement().self())) {
        all = all.thenCompose(so -> adoptOf(source, open, List.of(), so));
      }
    }
    return all;
  }

  private CompletableFuture<Boolean> adoptOwn(Open open, Optional<ObjectId> after, boolean soFar) {
    return ArcHeads.of(open.arc())
        .scan(env.disk(), after, PAGE)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? CompletableFuture.completedFuture(soFar)
                    : adopt(page)
                        .thenCompose(
                            all ->
                                adoptOwn(
                                    open, Optional.of(page.get(page.size() - 1)), soFar && all)));
  }

  private CompletableFuture<Boolean> adoptOf(
      NodeAddress source, Open open, List<ObjectId> after, boolean soFar) {
    return env.within(
            ASKED_FOR,
            limit ->
                env.channel()
                    .request(source, new ArcMaps(open.arc(), after), ArcMapList.class, limit))
        .thenApply(ArcMapList::maps)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? CompletableFuture.completedFuture(soFar)
                    : adopt(page)
                        .thenCompose(
                            all ->
                                adoptOf(
                                    source,
                                    open,
                                    List.of(page.get(page.size() - 1)),
                                    soFar && all)));
  }

  private CompletableFuture<Boolean> adopt(List<ObjectId> maps) {
    boolean[] all = {true};
    return Futures.forEach(
            maps,
            AT_ONCE,
            map ->
                owners
                    .adopt(map)
                    .handle(
                        (complete, failure) -> {
                          all[0] &= failure == null && complete;
                          return null;
                        }))
        .thenApply(done -> all[0]);
  }
}
