// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.MapComparison.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Walks all maps of this disk and looks how the copies stand at the hosts where they belong: as
 * their owner at all holders, as a holder at the owner, as one beyond the first k at all of them.
 * Confined to the event loop.
 */
final class MapAudit {

  private static final int PAGE = 256;

  /** How many differences one look gathers before they are repaired. */
  private static final int MOST_FOUND = 10_000;

  /** A change may just have been on its way, and its commit a little behind. */
  private static final Duration SECOND_LOOK_AFTER = Duration.ofMillis(400);

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final MapOwners owners;
  private final MapComparison comparison;
  private Bytes resumeAt = MapKeys.firstHead();

  MapAudit(StoreEnvironment env, HostLocator locator, MapOwners owners, MapComparison comparison) {
    this.env = env;
    this.locator = locator;
    this.owners = owners;
    this.comparison = comparison;
  }

  /**
   * What one look has found.
   *
   * @param differing copies that have to be brought together
   * @param surplus maps that all hosts where they belong have as this host does, which should not
   *     have them
   */
  record Findings(List<Target> differing, List<Target> surplus) {}

  /**
   * Counts the maps and returns what is to be done. A look that ends early, because its time is up
   * or much was found, is incomplete; the next one goes on where it stopped.
   */
  CompletableFuture<Findings> look(AuditTally tally, CallContext context) {
    Findings found = new Findings(new ArrayList<>(), new ArrayList<>());
    CallContext part = context.child(context.remaining());
    boolean whole = resumeAt.equals(MapKeys.firstHead());
    return walk(resumeAt, part, page -> lookAtPage(page, tally, found, part))
        .thenApply(
            all -> {
              if (!part.isCancelled()) {
                resumeAt = MapKeys.firstHead();
              }
              if (part.isCancelled() || !whole) {
                tally.incomplete();
              }
              part.close();
              return found;
            });
  }

  private CompletableFuture<Void> lookAtPage(
      List<ObjectId> page, AuditTally tally, Findings found, CallContext part) {
    return targets(page, part)
        .thenCompose(
            asked -> {
              if (asked.size() < page.size()) {
                tally.incomplete();
              }
              return lookAt(asked, tally, found);
            })
        .thenAccept(
            done -> {
              if (!part.isCancelled()) {
                resumeAt = MapKeys.justAfter(MapKeys.head(page.get(page.size() - 1)));
              }
              if (found.differing().size() >= MOST_FOUND) {
                part.cancel();
              }
            });
  }

  /** Does something with all maps of this disk, a page at a time. */
  CompletableFuture<Void> walk(
      Bytes from, CallContext context, Function<List<ObjectId>, CompletableFuture<Void>> work) {
    if (context.isCancelled()) {
      return Futures.done();
    }
    return env.disk()
        .scan(from, MapKeys.afterHeads(), PAGE, Long.MAX_VALUE)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? Futures.done()
                    : work.apply(page.stream().map(row -> MapKeys.mapOfHead(row.key())).toList())
                        .thenCompose(
                            done ->
                                walk(
                                    MapKeys.justAfter(page.get(page.size() - 1).key()),
                                    context,
                                    work)));
  }

  private CompletableFuture<List<Target>> targets(List<ObjectId> maps, CallContext context) {
    List<Target> targets = new ArrayList<>();
    return Futures.forEach(
            maps,
            1,
            map ->
                locator
                    .hosts(map.key(), context)
                    .thenAccept(hosts -> targets.add(target(map, hosts))))
        .thenApply(all -> targets);
  }

  private Target target(ObjectId map, List<NodeAddress> hosts) {
    NodeAddress self = env.placement().self();
    List<NodeAddress> first = hosts.stream().limit(env.config().replicas()).toList();
    boolean owned = owners.tenures().serving(map.key()).isPresent();
    if (owned) {
      return new Target(map, true, false, holders(map, first));
    }
    boolean surplus = !first.contains(self);
    List<NodeAddress> asked = surplus ? first : first.stream().limit(1).toList();
    return new Target(
        map, false, surplus, asked.stream().filter(host -> !host.equals(self)).toList());
  }

  /** Those of the term, which may differ from the first by a host that cannot hold maps now. */
  private List<NodeAddress> holders(ObjectId map, List<NodeAddress> first) {
    return owners
        .tenures()
        .serving(map.key())
        .map(Tenure.Open::others)
        .orElseGet(
            () -> first.stream().filter(host -> !host.equals(env.placement().self())).toList());
  }

  private CompletableFuture<Void> lookAt(List<Target> targets, AuditTally tally, Findings found) {
    return comparison
        .compare(targets)
        .thenCompose(
            first ->
                first.isEmpty()
                    ? CompletableFuture.completedFuture(first)
                    : env.after(SECOND_LOOK_AFTER).thenCompose(again -> comparison.compare(first)))
        .thenAccept(differing -> note(targets, differing, tally, found));
  }

  private void note(
      List<Target> targets, List<Target> differing, AuditTally tally, Findings found) {
    Map<ObjectId, Target> byMap = new LinkedHashMap<>();
    differing.forEach(target -> byMap.put(target.map(), target));
    for (Target target : targets) {
      Target differs = byMap.get(target.map());
      if (target.owned()) {
        int copies = 1 + target.hosts().size() - (differs == null ? 0 : differs.hosts().size());
        boolean changing = owners.isChanging(target.map());
        tally.object(!changing && copies < wanted(target.map()));
      }
      if (differs != null) {
        tally.unsettled();
        found.differing().add(differs);
      } else if (target.surplus() && target.hosts().size() >= env.config().replicas()) {
        found.surplus().add(target);
      }
    }
  }

  /** As many as there should be: k, or all live hosts where there are fewer. */
  private int wanted(ObjectId map) {
    return Math.min(env.config().replicas(), env.placement().hostsAfterOwned(map.key()).size());
  }
}
