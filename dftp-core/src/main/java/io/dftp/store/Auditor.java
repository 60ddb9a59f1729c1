// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Compares all copies of this host with those of others, on each change of the ring and from time
 * to time; publishes what it counted, and then repairs. Maps and blobs each have a loop of their
 * own, so that neither waits for the other's repairs. Confined to the event loop.
 */
final class Auditor {

  private final StoreEnvironment env;
  private final MapRepair mapRepair;
  private final HandOver handOver;
  private final AuditLoop maps;
  private final AuditLoop blobs;
  private final Map<NodeAddress, Long> departedAtNanos = new LinkedHashMap<>();
  private Set<NodeAddress> hosts = Set.of();
  private long usableBytes;

  Auditor(
      StoreEnvironment env,
      MapAudit mapAudit,
      MapRepair mapRepair,
      SurplusMaps surplusMaps,
      BlobAudit blobAudit,
      SurplusBlobs surplusBlobs,
      BlobHolder blobHolder,
      HandOver handOver) {
    this.env = env;
    this.mapRepair = mapRepair;
    this.handOver = handOver;
    this.maps = new AuditLoop(env, turn -> run(mapAudit, surplusMaps, turn));
    this.blobs = new AuditLoop(env, turn -> run(blobAudit, surplusBlobs, turn));
    blobHolder.onMissed(blobs::wantNext);
  }

  void start() {
    hosts = hostsInView();
    maps.start();
    blobs.start();
  }

  void close() {
    maps.close();
    blobs.close();
  }

  void ringChanged() {
    mapRepair.ringChanged();
    long now = env.loop().nowNanos();
    Set<NodeAddress> seen = hostsInView();
    hosts.stream()
        .filter(host -> !seen.contains(host))
        .forEach(host -> departedAtNanos.putIfAbsent(host, now));
    departedAtNanos.keySet().removeAll(seen);
    hosts = seen;
    maps.ringChanged();
    blobs.ringChanged();
  }

  CompletableFuture<Integer> handOver(CallContext context) {
    return handOver.run(context);
  }

  /** Says how far the copies of maps have been compared; who asks waits for the next pass. */
  AuditMark mark(long process, long disk) {
    maps.wantNext();
    return new AuditMark(process, disk, maps.passes(), maps.clean());
  }

  StoreStatus status(int syncing, DiskState disk, ScrubStatus scrub) {
    AuditTally ofMaps = maps.published();
    AuditTally ofBlobs = blobs.published();
    return new StoreStatus(
        ofMaps.objects() + ofBlobs.objects(),
        ofMaps.belowTarget() + ofBlobs.belowTarget(),
        maps.isUpToDate() && blobs.isUpToDate(),
        syncing,
        ofMaps.unsettledCopies() + ofBlobs.unsettledCopies(),
        usableBytes,
        disk,
        scrub);
  }

  private CompletableFuture<Void> run(MapAudit audit, SurplusMaps surplus, AuditLoop.Turn turn) {
    return audit
        .look(turn.tally(), turn.context())
        .thenCompose(
            found -> {
              turn.publish();
              return mapRepair
                  .repair(found.differing())
                  .thenCompose(
                      repaired ->
                          isGraceful() || !turn.isStill()
                              ? Futures.done()
                              : surplus.drop(found.surplus(), turn::isStill));
            });
  }

  private CompletableFuture<Void> run(BlobAudit audit, SurplusBlobs surplus, AuditLoop.Turn turn) {
    return audit
        .look(turn.tally(), isGraceful(), turn.context())
        .thenCombine(
            env.disk().usableBytes(),
            (found, usable) -> {
              usableBytes = usable;
              turn.publish();
              return found;
            })
        .thenCompose(
            found ->
                audit
                    .repair(found.gaps)
                    .thenCompose(
                        repaired ->
                            isGraceful() || !turn.isStill()
                                ? Futures.done()
                                : surplus.drop(found.surplus, turn::isStill)));
  }

  /** Says whether a host that went away may still come back in its grace time. */
  private boolean isGraceful() {
    long now = env.loop().nowNanos();
    Iterator<Long> times = departedAtNanos.values().iterator();
    while (times.hasNext()) {
      if (now - times.next() >= env.config().blobGrace().toNanos()) {
        times.remove();
      }
    }
    return !departedAtNanos.isEmpty();
  }

  private Set<NodeAddress> hostsInView() {
    Set<NodeAddress> seen = new LinkedHashSet<>();
    for (Arc arc : env.placement().ownedArcs()) {
      seen.addAll(env.placement().hostsAfterOwned(arc.to()));
    }
    return seen;
  }
}
