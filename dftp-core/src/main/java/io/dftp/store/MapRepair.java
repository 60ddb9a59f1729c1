// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.store.MapComparison.Target;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Brings copies of maps together that differ: as the owner with all holders, else with the hosts
 * themselves. Confined to the event loop.
 */
final class MapRepair {

  private static final int REPAIRED_AT_ONCE = 4;
  private static final int MOST_OFFERS = 100_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** What takes longer goes on, and is looked at again. */
  private static final Duration CONFIRMED_WITHIN = Duration.ofMinutes(1);

  private final StoreEnvironment env;
  private final MapTable table;
  private final MapOwners owners;
  private final StateSender sender;
  private final Map<Offer, MapSummary> offered = new LinkedHashMap<>();

  MapRepair(StoreEnvironment env, MapTable table, MapOwners owners, StateSender sender) {
    this.env = env;
    this.table = table;
    this.owners = owners;
    this.sender = sender;
  }

  /**
   * A host that has joined a copy covers it from then on, whatever it joins after. So a copy that
   * does not change, beyond the first k, is offered once, and again after each change of the ring.
   */
  private record Offer(ObjectId map, NodeAddress host) {}

  /** Forgets what was offered to whom: a host may have come back without it. */
  void ringChanged() {
    offered.clear();
  }

  boolean isOffered(Target target, NodeAddress host, MapStanding own, MapStanding theirs) {
    return !target.owned()
        && theirs.summary().exists()
        && !own.pending()
        && own.summary().equals(offered.get(new Offer(target.map(), host)));
  }

  /** Repairs some of them at once; one that fails does not hold up the others. */
  CompletableFuture<Void> repair(List<Target> differing) {
    return Futures.forEach(differing, REPAIRED_AT_ONCE, this::repair);
  }

  private CompletableFuture<?> repair(Target target) {
    env.metrics().count("store.maps.repaired");
    if (target.owned()) {
      return env.within(CONFIRMED_WITHIN, limit -> owners.confirm(target.map()));
    }
    return Futures.forEach(target.hosts(), 1, host -> exchange(target.map(), host));
  }

  /**
   * Sends the copy of this host, and takes the other's if it knows more: else a copy beyond the
   * first k, which nobody sends to, would differ for ever.
   */
  private CompletableFuture<?> exchange(ObjectId map, NodeAddress host) {
    return push(map, host)
        .thenCombine(table.standing(map), (theirs, own) -> own.summary().equals(theirs.summary()))
        .thenCompose(equal -> equal ? Futures.done() : owners.links().pull(host, map));
  }

  /** Sends the whole copy of this host. */
  CompletableFuture<MapStanding> push(ObjectId map, NodeAddress host) {
    return env.within(
        LIMIT,
        limit ->
            table.use(
                map,
                cell -> {
                  MapSummary sent = cell.summary();
                  return sender
                      .send(host, cell, limit)
                      .thenApply(
                          joined -> {
                            if (offered.size() < MOST_OFFERS) {
                              offered.put(new Offer(map, host), sent);
                            }
                            return joined;
                          });
                }));
  }
}
