// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sends to others what fewer than k-1 of them hold, before this host leaves. */
final class HandOver {

  private static final int SENT_AT_ONCE = 4;

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final MapAudit maps;
  private final MapComparison comparison;
  private final MapRepair repair;
  private final BlobAudit blobs;
  private final BlobCensus census;
  private int missing;

  HandOver(
      StoreEnvironment env,
      HostLocator locator,
      MapAudit maps,
      MapComparison comparison,
      MapRepair repair,
      BlobAudit blobs,
      BlobCensus census) {
    this.env = env;
    this.locator = locator;
    this.maps = maps;
    this.comparison = comparison;
    this.repair = repair;
    this.blobs = blobs;
    this.census = census;
  }

  /** Goes through all copies; returns how many were not taken by those who should hold them. */
  CompletableFuture<Integer> run(CallContext context) {
    missing = 0;
    return maps.walk(MapKeys.firstHead(), context, page -> handOverMaps(page, context))
        .thenCompose(
            done -> blobs.walk(Optional.empty(), context, page -> handOverBlobs(page, context)))
        .thenApply(done -> missing);
  }

  /**
   * What is not taken, or of which nobody knows where it belongs, is counted, and holds up none.
   */
  private <T> CompletableFuture<T> counted(CompletableFuture<T> step) {
    return step.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            missing++;
          }
        });
  }

  private CompletableFuture<Void> handOverMaps(List<ObjectId> page, CallContext context) {
    List<MapComparison.Target> targets = new ArrayList<>();
    return Futures.forEach(
            page,
            1,
            map ->
                counted(locator.hosts(map.key(), context))
                    .thenAccept(
                        hosts ->
                            targets.add(
                                new MapComparison.Target(map, false, false, others(hosts)))))
        .thenCompose(located -> comparison.compare(targets))
        .thenCompose(
            differing ->
                Futures.forEach(
                    differing,
                    SENT_AT_ONCE,
                    target ->
                        Futures.forEach(
                            target.hosts(),
                            1,
                            host ->
                                context.isCancelled()
                                    ? Futures.done()
                                    : counted(repair.push(target.map(), host)))));
  }

  private CompletableFuture<Void> handOverBlobs(List<BlobId> page, CallContext context) {
    Map<BlobId, List<NodeAddress>> hostsOf = new LinkedHashMap<>();
    return Futures.forEach(
            page,
            1,
            id ->
                counted(locator.hosts(id.key(), context))
                    .thenAccept(hosts -> hostsOf.put(id, others(hosts))))
        .thenCompose(
            located -> {
              Map<NodeAddress, List<BlobId>> questions = new LinkedHashMap<>();
              hostsOf.forEach(
                  (id, hosts) ->
                      hosts.forEach(
                          host ->
                              questions.computeIfAbsent(host, any -> new ArrayList<>()).add(id)));
              return census.ask(questions, false, context);
            })
        .thenCompose(
            found ->
                Futures.forEach(
                    List.copyOf(hostsOf.entrySet()),
                    SENT_AT_ONCE,
                    entry -> handOver(entry.getKey(), entry.getValue(), found, context)));
  }

  private CompletableFuture<Void> handOver(
      BlobId id, List<NodeAddress> hosts, BlobCensus.Findings found, CallContext context) {
    List<NodeAddress> without =
        hosts.stream().filter(host -> !found.holders(id).contains(host)).toList();
    return Futures.forEach(
        without, 1, host -> context.isCancelled() ? Futures.done() : counted(blobs.push(id, host)));
  }

  /** Returns those who shall hold it when this host is gone. */
  private List<NodeAddress> others(List<NodeAddress> hosts) {
    return hosts.stream()
        .filter(host -> !host.equals(env.placement().self()))
        .limit(env.config().replicas())
        .toList();
  }
}
