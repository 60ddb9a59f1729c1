// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.store.StoreMessage.BlobSend;
import io.dftp.store.StoreMessage.BlobSent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Walks all blobs of this disk and looks whether they lie where they belong: as their primary at
 * all holders, as a holder at the primary, as one beyond the first k at all of them. Confined to
 * the event loop.
 */
final class BlobAudit {

  private static final int PAGE = StoreMessage.MAX_ASKED;
  private static final int REPAIRED_AT_ONCE = 2;
  private static final Duration REPAIR_LIMIT = Duration.ofSeconds(30);
  private static final Duration YIELD = Duration.ofMillis(100);
  private static final int MOST_YIELDS = 50;

  /** How many blobs to be sent or dropped one look gathers before they are. */
  private static final int MOST_FOUND = 10_000;

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final BlobHolder here;
  private final BlobCensus census;
  private final BooleanSupplier clientsWait;
  private Optional<BlobId> resumeAfter = Optional.empty();

  BlobAudit(
      StoreEnvironment env,
      HostLocator locator,
      BlobHolder here,
      BlobCensus census,
      BooleanSupplier clientsWait) {
    this.env = env;
    this.locator = locator;
    this.here = here;
    this.census = census;
    this.clientsWait = clientsWait;
  }

  /**
   * A blob that lacks copies.
   *
   * @param lacking the hosts that should have it and do not
   * @param holders the hosts that were seen to have it
   */
  record Gap(BlobId id, List<NodeAddress> lacking, Set<NodeAddress> holders) {}

  /** A blob that this host holds beyond the first k, all of which have it. */
  record Surplus(BlobId id, List<NodeAddress> holders) {}

  /** What an audit found. */
  static final class Findings {
    final List<Gap> gaps = new ArrayList<>();
    final List<Surplus> surplus = new ArrayList<>();
  }

  private record Target(BlobId id, boolean owned, boolean isHolder, List<NodeAddress> hosts) {}

  /**
   * Counts the blobs and returns what is to be done. A look that ends early, because its time is up
   * or much was found, is incomplete; the next one goes on where it stopped.
   *
   * @param graceful whether hosts that just went away may come back, so that a single missing copy
   *     is not replaced yet
   */
  CompletableFuture<Findings> look(AuditTally tally, boolean graceful, CallContext context) {
    Findings findings = new Findings();
    Set<BlobId> missed = new LinkedHashSet<>(here.takeMissed());
    CallContext part = context.child(context.remaining());
    boolean whole = resumeAfter.isEmpty();
    return walk(
            resumeAfter,
            part,
            page ->
                lookAt(page, missed, findings, tally, graceful, part)
                    .thenAccept(done -> lookedAt(page, findings, part)))
        .thenRun(
            () -> {
              if (!part.isCancelled()) {
                resumeAfter = Optional.empty();
              }
              if (part.isCancelled() || !whole) {
                tally.incomplete();
              }
              part.close();
            })
        .thenCompose(
            walked ->
                lookAt(
                    missed.stream().filter(id -> env.owns(id.key())).toList(),
                    missed,
                    findings,
                    tally,
                    graceful,
                    context))
        .thenApply(looked -> findings);
  }

  private void lookedAt(List<BlobId> page, Findings findings, CallContext part) {
    if (!part.isCancelled()) {
      resumeAfter = Optional.of(page.get(page.size() - 1));
    }
    if (findings.gaps.size() + findings.surplus.size() >= MOST_FOUND) {
      part.cancel();
    }
  }

  /** Does something with all blobs of this disk, a page at a time. */
  CompletableFuture<Void> walk(
      Optional<BlobId> after,
      CallContext context,
      Function<List<BlobId>, CompletableFuture<Void>> work) {
    if (context.isCancelled()) {
      return Futures.done();
    }
    return env.disk()
        .listBlobs(after, PAGE)
        .thenCompose(
            page ->
                page.isEmpty()
                    ? Futures.done()
                    : work.apply(List.copyOf(page))
                        .thenCompose(
                            done -> walk(Optional.of(page.get(page.size() - 1)), context, work)));
  }

  private CompletableFuture<Void> lookAt(
      List<BlobId> page,
      Set<BlobId> missed,
      Findings findings,
      AuditTally tally,
      boolean graceful,
      CallContext context) {
    List<Target> targets = new ArrayList<>();
    return Futures.forEach(
            page,
            1,
            id ->
                locator
                    .hosts(id.key(), context)
                    .thenAccept(hosts -> targets.add(target(id, hosts))))
        .thenCompose(all -> census.ask(questions(targets), false, context))
        .thenAccept(
            found -> {
              if (targets.size() < page.size()) {
                tally.incomplete();
              }
              for (Target target : targets) {
                judge(target, found, missed.remove(target.id()), findings, tally, graceful);
              }
            });
  }

  private Target target(BlobId id, List<NodeAddress> hosts) {
    List<NodeAddress> holders = hosts.stream().limit(env.config().replicas()).toList();
    boolean owned = env.owns(id.key());
    boolean isHolder = holders.contains(env.placement().self());
    List<NodeAddress> asked = isHolder && !owned ? holders.stream().limit(1).toList() : holders;
    return new Target(id, owned, isHolder, asked);
  }

  private Map<NodeAddress, List<BlobId>> questions(List<Target> targets) {
    Map<NodeAddress, List<BlobId>> questions = new LinkedHashMap<>();
    // This host's own disk is looked at too: a listing is not a look.
    questions.put(
        env.placement().self(), new ArrayList<>(targets.stream().map(Target::id).toList()));
    for (Target target : targets) {
      for (NodeAddress host : target.hosts()) {
        if (!host.equals(env.placement().self())) {
          questions.computeIfAbsent(host, any -> new ArrayList<>()).add(target.id());
        }
      }
    }
    return questions;
  }

  private void judge(
      Target target,
      BlobCensus.Findings found,
      boolean wasMissed,
      Findings findings,
      AuditTally tally,
      boolean graceful) {
    BlobId id = target.id();
    Set<NodeAddress> holders = found.holders(id);
    List<NodeAddress> lacking =
        target.hosts().stream().filter(host -> !holders.contains(host)).toList();
    if (target.owned()) {
      tally.object(!lacking.isEmpty() || wasMissed);
    } else if (!holders.contains(env.placement().self())) {
      return;
    }
    List<NodeAddress> toSend = lacking.stream().filter(host -> !found.isSilent(host)).toList();
    long copies = target.hosts().stream().filter(holders::contains).count();
    boolean canWait =
        graceful
            && (target.owned() || !target.isHolder())
            && !lacking.contains(env.placement().self())
            && copies >= Math.max(1, env.config().replicas() - 1);
    if (!lacking.isEmpty()) {
      tally.unsettled();
      if (!toSend.isEmpty() && !canWait) {
        findings.gaps.add(new Gap(id, toSend, holders));
      }
    } else if (!target.isHolder() && target.hosts().size() == env.config().replicas()) {
      tally.unsettled();
      findings.surplus.add(new Surplus(id, target.hosts()));
    }
  }

  /** Sends what is lacking, few at a time, and after the clients. */
  CompletableFuture<Void> repair(List<Gap> gaps) {
    return Futures.forEach(
        gaps, REPAIRED_AT_ONCE, gap -> yieldToClients(0).thenCompose(turn -> repair(gap)));
  }

  private CompletableFuture<Void> yieldToClients(int yields) {
    return !clientsWait.getAsBoolean() || yields >= MOST_YIELDS
        ? Futures.done()
        : env.after(YIELD).thenCompose(again -> yieldToClients(yields + 1));
  }

  private CompletableFuture<Void> repair(Gap gap) {
    env.metrics().count("store.blobs.repaired");
    NodeAddress self = env.placement().self();
    CompletableFuture<Void> own =
        gap.holders().contains(self) || gap.holders().isEmpty()
            ? Futures.done()
            : fetch(gap.id(), List.copyOf(gap.holders()));
    return own.thenCompose(
        held ->
            Futures.forEach(
                gap.lacking().stream().filter(host -> !host.equals(self)).toList(),
                1,
                host -> push(gap.id(), host)));
  }

  /** Sends a blob of this disk. */
  CompletableFuture<Void> push(BlobId id, NodeAddress host) {
    return env.within(REPAIR_LIMIT, limit -> here.send(id, host, limit));
  }

  /** Has one holder after the other send the blob here, until one does. */
  CompletableFuture<Void> fetch(BlobId id, List<NodeAddress> holders) {
    return fetch(id, holders, 0);
  }

  private CompletableFuture<Void> fetch(BlobId id, List<NodeAddress> holders, int next) {
    if (next == holders.size()) {
      return CompletableFuture.failedFuture(new BlobUnavailableException(id));
    }
    NodeAddress self = env.placement().self();
    return env.within(
            REPAIR_LIMIT,
            limit ->
                env.channel()
                    .request(holders.get(next), new BlobSend(id, self), BlobSent.class, limit))
        .handle((sent, failure) -> failure == null)
        .thenCompose(sent -> sent ? Futures.done() : fetch(id, holders, next + 1));
  }
}
