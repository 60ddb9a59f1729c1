// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapSent;
import io.dftp.store.StoreMessage.MapSummaries;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Compares a primary's copy with those of all live hosts that may hold one, before the primary
 * serves it: after a start, after it gained the arc, and after it stood still. A host that is
 * silent or busy but not dead is waited for; one whose disk is out of service is not, for it will
 * say nothing before it is started again. With nobody else left, the primary serves what it has.
 * Confined to the event loop.
 */
final class MapSync {

  private static final Duration ASKED_FOR = Duration.ofSeconds(1);
  private static final Duration SEND_LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final StoreEnvironment env;
  private final Ownership ownership;
  private int running;

  MapSync(StoreEnvironment env, Ownership ownership) {
    this.env = env;
    this.ownership = ownership;
  }

  /** Returns how many maps are being compared. */
  int running() {
    return running;
  }

  boolean isSynced(MapCell cell) {
    return ownership.owns(cell.key()) && cell.syncedEpoch() >= ownership.ownedSince(cell.key());
  }

  /** Completes when the copy may be served; fails when this host does not own the map. */
  CompletableFuture<Void> ensure(MapCell cell) {
    if (!ownership.owns(cell.key())) {
      return CompletableFuture.failedFuture(notOwner(cell));
    }
    if (isSynced(cell)) {
      return Futures.done();
    }
    CompletableFuture<Void> known = cell.syncing();
    if (known != null) {
      return known;
    }
    long epoch = ownership.epoch();
    running++;
    CompletableFuture<Void> result = new CompletableFuture<>();
    cell.syncing(result);
    CompletableFuture<?>[] all =
        others(cell).stream().map(host -> compare(host, cell)).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all)
        .thenCompose(
            compared -> {
              cell.synced(epoch);
              cell.syncing(null);
              running--;
              // The arc may have been lost and gained meanwhile.
              return ensure(cell);
            })
        .whenComplete(
            (synced, failure) -> {
              if (failure == null) {
                result.complete(null);
              } else {
                result.completeExceptionally(Futures.cause(failure));
              }
            });
    return result;
  }

  private List<NodeAddress> others(MapCell cell) {
    return env.placement().hostsAfterOwned(cell.key()).stream()
        .filter(host -> !host.equals(env.placement().self()))
        .toList();
  }

  /** Completes when the host was compared with, or need not be any more; never fails. */
  private CompletableFuture<Void> compare(NodeAddress host, MapCell cell) {
    return env.within(ASKED_FOR, context -> summary(host, cell, context))
        .thenCompose(
            theirs ->
                !theirs.exists() || theirs.equals(cell.summary())
                    ? Futures.done()
                    : env.within(SEND_LIMIT, context -> pull(host, cell, context)))
        .handle(
            (compared, failure) ->
                failure == null || Replication.isOutOfService(Futures.cause(failure)))
        .thenCompose(
            compared ->
                compared || !isAwaited(host, cell)
                    ? Futures.done()
                    : env.after(PAUSE).thenCompose(again -> compare(host, cell)));
  }

  private boolean isAwaited(NodeAddress host, MapCell cell) {
    return ownership.owns(cell.key()) && others(cell).contains(host) && env.isLive(host);
  }

  private CompletableFuture<MapSummary> summary(
      NodeAddress host, MapCell cell, CallContext context) {
    return env.channel()
        .request(host, new MapCompare(List.of(cell.id())), MapSummaries.class, context)
        .thenApply(
            answer -> {
              if (answer.summaries().size() != 1) {
                throw new DftpException(
                    Outcome.MAY_HAVE_HAPPENED, host + " answered another question");
              }
              return answer.summaries().get(0);
            });
  }

  /** Has the host send its copy, which is joined here before the answer comes. */
  CompletableFuture<Void> pull(NodeAddress host, MapCell cell, CallContext context) {
    env.metrics().count("store.maps.states.pulled");
    return env.channel()
        .request(host, new MapSend(cell.id()), MapSent.class, context)
        .thenApply(sent -> null);
  }

  private static DftpException notOwner(MapCell cell) {
    return new DftpException(Outcome.ASK_ELSEWHERE, "this host does not own map " + cell.id());
  }
}
