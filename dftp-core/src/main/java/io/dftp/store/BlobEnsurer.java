// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.Lists;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.store.StoreMessage.BlobSend;
import io.dftp.store.StoreMessage.BlobSent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Makes sure that blobs lie on k live hosts now: asks all hosts at their keys, and has a holder
 * send what is missing at once. Confined to the event loop.
 */
final class BlobEnsurer {

  private static final int AT_ONCE = 256;
  private static final int SENT_AT_ONCE = 4;

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final BlobHolder here;
  private final BlobCensus census;

  BlobEnsurer(StoreEnvironment env, HostLocator locator, BlobHolder here, BlobCensus census) {
    this.env = env;
    this.locator = locator;
    this.here = here;
    this.census = census;
  }

  /** Returns the smallest number of live durable copies of any of the blobs, after repairs. */
  CompletableFuture<Integer> ensure(List<BlobId> ids, CallContext context) {
    return ensure(Lists.partition(List.copyOf(ids), AT_ONCE), 0, Integer.MAX_VALUE, context)
        .thenApply(fewest -> ids.isEmpty() ? env.config().replicas() : fewest);
  }

  private CompletableFuture<Integer> ensure(
      List<List<BlobId>> parts, int next, int fewestYet, CallContext context) {
    if (next == parts.size()) {
      return CompletableFuture.completedFuture(fewestYet);
    }
    return new Part(parts.get(next), context)
        .run()
        .thenCompose(fewest -> ensure(parts, next + 1, Math.min(fewest, fewestYet), context));
  }

  private final class Part {
    private final List<BlobId> ids;
    private final CallContext context;
    private final Map<BlobId, List<NodeAddress>> hosts = new LinkedHashMap<>();
    private final Map<BlobId, Set<NodeAddress>> copies = new LinkedHashMap<>();

    Part(List<BlobId> ids, CallContext context) {
      this.ids = ids;
      this.context = context;
    }

    CompletableFuture<Integer> run() {
      List<CompletableFuture<Void>> located = new ArrayList<>();
      for (BlobId id : ids) {
        located.add(
            locator
                .hosts(id.key(), context)
                .thenAccept(found -> hosts.put(id, List.copyOf(found))));
      }
      return CompletableFuture.allOf(located.toArray(CompletableFuture[]::new))
          .thenCompose(all -> census.ask(questions(), false, context))
          .thenCompose(this::repair)
          .thenApply(repaired -> ids.stream().mapToInt(id -> copiesOf(id).size()).min().orElse(0));
    }

    private Map<NodeAddress, List<BlobId>> questions() {
      Map<NodeAddress, List<BlobId>> questions = new LinkedHashMap<>();
      hosts.forEach(
          (id, at) ->
              at.forEach(
                  host -> questions.computeIfAbsent(host, any -> new ArrayList<>()).add(id)));
      return questions;
    }

    private CompletableFuture<Void> repair(BlobCensus.Findings findings) {
      List<BlobId> lacking = new ArrayList<>();
      for (BlobId id : ids) {
        copiesOf(id).addAll(findings.holders(id));
        if (copiesOf(id).size() < env.config().replicas() && !copiesOf(id).isEmpty()) {
          lacking.add(id);
        }
      }
      return Futures.forEach(
          lacking,
          SENT_AT_ONCE,
          id -> {
            List<NodeAddress> targets =
                hosts.getOrDefault(id, List.of()).stream()
                    .filter(host -> !copiesOf(id).contains(host) && !findings.isSilent(host))
                    .toList();
            return sendToNext(id, targets, 0);
          });
    }

    private CompletableFuture<Void> sendToNext(BlobId id, List<NodeAddress> targets, int next) {
      if (next >= targets.size()
          || copiesOf(id).size() >= env.config().replicas()
          || context.isCancelled()) {
        return Futures.done();
      }
      NodeAddress target = targets.get(next);
      return sendFromAny(id, List.copyOf(copiesOf(id)), 0, target)
          .handle(
              (sent, failure) -> {
                if (failure == null) {
                  copiesOf(id).add(target);
                }
                return null;
              })
          .thenCompose(tried -> sendToNext(id, targets, next + 1));
    }

    private CompletableFuture<Void> sendFromAny(
        BlobId id, List<NodeAddress> sources, int next, NodeAddress target) {
      CompletableFuture<Void> sent = Futures.start(() -> sendFrom(id, sources.get(next), target));
      return next + 1 == sources.size()
          ? sent
          : sent.handle((done, failure) -> failure == null)
              .thenCompose(
                  done -> done ? Futures.done() : sendFromAny(id, sources, next + 1, target));
    }

    private CompletableFuture<Void> sendFrom(BlobId id, NodeAddress source, NodeAddress target) {
      if (source.equals(env.placement().self())) {
        return here.send(id, target, context);
      }
      return env.channel()
          .request(source, new BlobSend(id, target), BlobSent.class, context)
          .thenApply(sent -> null);
    }

    private Set<NodeAddress> copiesOf(BlobId id) {
      return copies.computeIfAbsent(id, any -> new LinkedHashSet<>());
    }
  }
}
