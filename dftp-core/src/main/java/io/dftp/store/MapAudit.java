// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.Lists;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapSent;
import io.dftp.store.StoreMessage.MapSummaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks all maps of this disk and compares them with the copies at the hosts where they belong: as
 * their primary with all holders, as a holder with the primary, as one beyond the first k with all
 * of them. Confined to the event loop.
 */
final class MapAudit {

  private static final int PAGE = 256;
  private static final int REPAIRED_AT_ONCE = 4;
  private static final int MOST_OFFERS = 100_000;

  /** How many differences one look gathers before they are repaired. */
  private static final int MOST_FOUND = 10_000;

  private static final Duration ASKED_FOR = Duration.ofSeconds(3);
  private static final Duration SECOND_LOOK_AFTER = Duration.ofMillis(150);
  private static final Duration REPAIR_LIMIT = Duration.ofSeconds(60);

  private final StoreEnvironment env;
  private final Ownership ownership;
  private final HostLocator locator;
  private final MapTable table;
  private final MapPrimary primary;
  private final StateSender sender;
  private final Map<Offer, MapSummary> offered = new LinkedHashMap<>();
  private Bytes resumeAt = MapKeys.firstHead();

  MapAudit(
      StoreEnvironment env,
      Ownership ownership,
      HostLocator locator,
      MapTable table,
      MapPrimary primary,
      StateSender sender) {
    this.env = env;
    this.ownership = ownership;
    this.locator = locator;
    this.table = table;
    this.primary = primary;
    this.sender = sender;
  }

  /** A map whose copies differ: where, and whether this host is its primary. */
  record Difference(ObjectId map, boolean owned, Set<NodeAddress> hosts) {}

  /**
   * Counts the maps and returns those whose copies differ. A look that ends early, because its time
   * is up or much was found, is incomplete; the next one goes on where it stopped.
   */
  CompletableFuture<List<Difference>> look(AuditTally tally, CallContext context) {
    List<Difference> found = new ArrayList<>();
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
      List<ObjectId> page, AuditTally tally, List<Difference> found, CallContext part) {
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
              if (found.size() >= MOST_FOUND) {
                part.cancel();
              }
            });
  }

  /** Sends what differs: as the primary to all holders, else to the hosts themselves. */
  CompletableFuture<Void> repair(List<Difference> differences) {
    return Futures.forEach(differences, REPAIRED_AT_ONCE, this::repair);
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

  private boolean isOffered(Target target, NodeAddress host, MapSummary own, MapSummary theirs) {
    return !target.owned()
        && theirs.exists()
        && own.equals(offered.get(new Offer(target.map(), host)));
  }

  private CompletableFuture<?> repair(Difference difference) {
    env.metrics().count("store.maps.repaired");
    if (difference.owned()) {
      return env.within(REPAIR_LIMIT, limit -> primary.confirm(difference.map(), limit));
    }
    return Futures.forEach(
        List.copyOf(difference.hosts()), 1, host -> exchange(difference.map(), host));
  }

  /**
   * Sends the copy of this host, and takes the other's if it knows more: else a copy beyond the
   * first k, which nobody sends to, would differ for ever.
   */
  private CompletableFuture<?> exchange(ObjectId map, NodeAddress host) {
    return push(map, host)
        .thenCombine(table.summaries(List.of(map)), (theirs, own) -> own.get(0).equals(theirs))
        .thenCompose(
            equal ->
                equal
                    ? Futures.done()
                    : env.within(
                            REPAIR_LIMIT,
                            limit ->
                                env.channel().request(host, new MapSend(map), MapSent.class, limit))
                        .thenCompose(sent -> Futures.done()));
  }

  /** Sends the whole copy of this host. */
  CompletableFuture<MapSummary> push(ObjectId map, NodeAddress host) {
    return env.within(
        REPAIR_LIMIT,
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

  /** A map and the hosts that should have it as this host does. */
  record Target(ObjectId map, boolean owned, List<NodeAddress> hosts) {}

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
    List<NodeAddress> holders = hosts.stream().limit(env.config().replicas()).toList();
    boolean owned = ownership.owns(map.key());
    List<NodeAddress> asked =
        holders.contains(self) && !owned ? holders.stream().limit(1).toList() : holders;
    return new Target(map, owned, asked.stream().filter(host -> !host.equals(self)).toList());
  }

  private CompletableFuture<Void> lookAt(
      List<Target> targets, AuditTally tally, List<Difference> found) {
    return compare(targets)
        .thenCompose(
            first ->
                first.isEmpty()
                    ? CompletableFuture.completedFuture(first)
                    // A change may just have been on its way; what differs still is a difference.
                    : env.after(SECOND_LOOK_AFTER).thenCompose(again -> compare(first)))
        .thenAccept(
            differing -> {
              Map<ObjectId, Target> byMap = new LinkedHashMap<>();
              differing.forEach(target -> byMap.put(target.map(), target));
              for (Target target : targets) {
                Target differs = byMap.get(target.map());
                boolean below = differs != null && !primary.isChanging(target.map());
                if (target.owned()) {
                  tally.object(below);
                }
                if (differs != null) {
                  tally.unsettled();
                  found.add(
                      new Difference(
                          target.map(), target.owned(), new LinkedHashSet<>(differs.hosts())));
                }
              }
            });
  }

  /** Returns the targets with those of their hosts whose copies differ, or did not say. */
  CompletableFuture<List<Target>> compare(List<Target> targets) {
    Map<NodeAddress, List<ObjectId>> questions = new LinkedHashMap<>();
    targets.forEach(
        target ->
            target
                .hosts()
                .forEach(
                    host ->
                        questions
                            .computeIfAbsent(host, any -> new ArrayList<>())
                            .add(target.map())));
    Map<NodeAddress, Map<ObjectId, MapSummary>> answers = new LinkedHashMap<>();
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    questions.forEach(
        (host, maps) -> {
          for (List<ObjectId> some : Lists.partition(maps, PAGE)) {
            asked.add(ask(host, List.copyOf(some), answers));
          }
        });
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenCompose(all -> table.summaries(targets.stream().map(Target::map).toList()))
        .thenApply(
            mine -> {
              List<Target> differing = new ArrayList<>();
              for (int i = 0; i < targets.size(); i++) {
                Target target = targets.get(i);
                MapSummary own = mine.get(i);
                List<NodeAddress> hosts =
                    target.hosts().stream()
                        .filter(
                            host ->
                                differs(
                                    target,
                                    host,
                                    own,
                                    answers.getOrDefault(host, Map.of()).get(target.map())))
                        .toList();
                if (!hosts.isEmpty()) {
                  differing.add(new Target(target.map(), target.owned(), hosts));
                }
              }
              return differing;
            });
  }

  private boolean differs(
      Target target, NodeAddress host, MapSummary own, @Nullable MapSummary theirs) {
    return theirs == null || (!own.equals(theirs) && !isOffered(target, host, own, theirs));
  }

  private CompletableFuture<Void> ask(
      NodeAddress host, List<ObjectId> maps, Map<NodeAddress, Map<ObjectId, MapSummary>> answers) {
    return env.within(
            ASKED_FOR,
            limit -> env.channel().request(host, new MapCompare(maps), MapSummaries.class, limit))
        .handle(
            (answer, failure) -> {
              if (failure == null && answer.summaries().size() == maps.size()) {
                Map<ObjectId, MapSummary> said =
                    answers.computeIfAbsent(host, any -> new LinkedHashMap<>());
                for (int i = 0; i < maps.size(); i++) {
                  said.put(maps.get(i), answer.summaries().get(i));
                }
              }
              return null;
            });
  }
}
