// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares all copies of this host with those of others, on each change of the ring and from time
 * to time; publishes what it counted, and then repairs. One pass at a time. Confined to the event
 * loop.
 */
final class Auditor {

  private static final Duration AFTER_CHANGE = Duration.ofMillis(300);
  private static final Duration WHILE_UNSETTLED = Duration.ofSeconds(1);
  private static final Duration PASS_LIMIT = Duration.ofMinutes(10);
  private static final Logger log = LoggerFactory.getLogger(Auditor.class);

  private final StoreEnvironment env;
  private final MapAudit maps;
  private final BlobAudit blobs;
  private final SurplusBlobs surplus;
  private final HandOver handOver;
  private final Map<NodeAddress, Long> departedAtNanos = new LinkedHashMap<>();
  private Set<NodeAddress> hosts = Set.of();
  private Cancellable timer = () -> {};
  private AuditTally published = new AuditTally();
  private long usableBytes;
  private long ringChanges;
  private long auditedChange = -1;
  private boolean started;
  private boolean closed;
  private boolean running;

  Auditor(
      StoreEnvironment env,
      MapAudit maps,
      BlobAudit blobs,
      SurplusBlobs surplus,
      HandOver handOver) {
    this.env = env;
    this.maps = maps;
    this.blobs = blobs;
    this.surplus = surplus;
    this.handOver = handOver;
  }

  void start() {
    started = true;
    hosts = hostsInView();
    again(AFTER_CHANGE);
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  void ringChanged() {
    ringChanges++;
    maps.ringChanged();
    long now = env.loop().nowNanos();
    Set<NodeAddress> seen = hostsInView();
    hosts.stream()
        .filter(host -> !seen.contains(host))
        .forEach(host -> departedAtNanos.putIfAbsent(host, now));
    departedAtNanos.keySet().removeAll(seen);
    hosts = seen;
    if (started && !running) {
      again(AFTER_CHANGE);
    }
  }

  CompletableFuture<Void> handOver(CallContext context) {
    return handOver.run(context);
  }

  StoreStatus status(int syncing, boolean diskFailed) {
    return new StoreStatus(
        published.objects(),
        published.belowTarget(),
        auditedChange == ringChanges,
        syncing,
        published.unsettledCopies(),
        usableBytes,
        diskFailed);
  }

  private void again(Duration delay) {
    timer.cancel();
    if (!closed) {
      timer = env.loop().schedule(delay, this::pass);
    }
  }

  private void pass() {
    if (running || closed) {
      return;
    }
    running = true;
    long change = ringChanges;
    AuditTally tally = new AuditTally();
    CallContext context = CallContext.withTimeout(env.loop(), PASS_LIMIT);
    Futures.start(() -> run(tally, change, context))
        .whenComplete(
            (done, failure) -> {
              context.close();
              running = false;
              if (failure != null) {
                log.debug(
                    "[{}] an audit failed: {}",
                    env.placement().self(),
                    Futures.cause(failure).toString());
              }
              again(
                  delay(
                      failure != null || tally.unsettledCopies() > 0 || !tally.isComplete(),
                      change));
            });
  }

  private CompletableFuture<Void> run(AuditTally tally, long change, CallContext context) {
    return maps.look(tally, context)
        .thenCompose(
            differences ->
                blobs
                    .look(tally, isGraceful(), context)
                    .thenCompose(
                        findings ->
                            publish(tally, change)
                                .thenCompose(published -> maps.repair(differences))
                                .thenCompose(repaired -> blobs.repair(findings.gaps))
                                .thenCompose(
                                    repaired ->
                                        isGraceful() || !isStill(change)
                                            ? Futures.done()
                                            : surplus.drop(
                                                findings.surplus, () -> isStill(change)))));
  }

  /** Says whether the ring is as it was, and the only one, so that copies may be dropped. */
  private boolean isStill(long change) {
    return change == ringChanges && env.placement().isOneRing();
  }

  /** The counts stand before anything is repaired, so that a loss is seen even if it heals fast. */
  private CompletableFuture<Void> publish(AuditTally tally, long change) {
    return env.disk()
        .usableBytes()
        .thenAccept(
            usable -> {
              usableBytes = usable;
              published = tally;
              if (tally.isComplete()) {
                auditedChange = change;
              }
              env.metrics().count("store.audits");
            });
  }

  private Duration delay(boolean unsettled, long change) {
    if (change != ringChanges) {
      return AFTER_CHANGE;
    }
    Duration period = env.config().auditEvery();
    if (unsettled && period.compareTo(WHILE_UNSETTLED) > 0) {
      return WHILE_UNSETTLED;
    }
    long nanos = period.toNanos();
    return Duration.ofNanos(nanos - nanos / 5 + env.loop().random().nextLong(2 * nanos / 5));
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
