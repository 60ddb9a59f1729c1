// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.ArcMessage.ArcLease;
import io.dftp.store.ArcMessage.ArcLeased;
import io.dftp.store.Tenure.Open;
import io.dftp.store.Tenures.Seat;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * For how long this host may read from its own copies without asking anybody: as long as all
 * holders of its term have promised to let no other own the keys. Counted from the sending of the
 * question, one lease an arc, renewed only while there are readers. Confined to the event loop.
 */
final class Leases {

  private final StoreEnvironment env;
  private final Tenures tenures;
  private final Map<Seat, Held> held = new LinkedHashMap<>();

  Leases(StoreEnvironment env, Tenures tenures) {
    this.env = env;
    this.tenures = tenures;
  }

  private static final class Held {
    final Term term;
    long untilNanos;
    @Nullable CompletableFuture<Void> renewal;

    Held(Term term, long untilNanos) {
      this.term = term;
      this.untilNanos = untilNanos;
    }
  }

  /** Says whether the owner of the arc may read now; to be asked when the value is taken. */
  boolean isHeld(Seat seat, Open open) {
    Held lease = held.get(seat);
    return open.others().isEmpty()
        || (lease != null
            && lease.term.equals(open.term())
            && lease.untilNanos - env.loop().nowNanos() > 0);
  }

  /** Completes when the owner may read; fails when a holder does not agree. */
  CompletableFuture<Void> hold(Seat seat, Open open) {
    if (open.others().isEmpty()) {
      return Futures.done();
    }
    Held lease = held.get(seat);
    if (lease == null || !lease.term.equals(open.term())) {
      lease = new Held(open.term(), env.loop().nowNanos());
      held.put(seat, lease);
    }
    long left = lease.untilNanos - env.loop().nowNanos();
    if (left > usableNanos() / 3) {
      return Futures.done();
    }
    CompletableFuture<Void> renewal = renew(open, lease);
    return left > 0 ? Futures.done() : renewal;
  }

  /** Gives up all leases. */
  void drop() {
    held.clear();
  }

  private CompletableFuture<Void> renew(Open open, Held lease) {
    CompletableFuture<Void> known = lease.renewal;
    if (known != null) {
      return known;
    }
    long sentNanos = env.loop().nowNanos();
    CompletableFuture<?>[] all =
        open.others().stream()
            .map(holder -> ask(holder, open))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> renewal = CompletableFuture.allOf(all);
    lease.renewal = renewal;
    renewal.whenComplete(
        (granted, failure) -> {
          lease.renewal = null;
          if (failure == null) {
            lease.untilNanos = sentNanos + usableNanos();
          }
        });
    return renewal;
  }

  /** Less than was granted, because the clock of the holder may run faster. */
  private long usableNanos() {
    Duration lease = env.config().lease();
    return lease.minus(lease.dividedBy(8)).toNanos();
  }

  private CompletableFuture<Void> ask(NodeAddress holder, Open open) {
    return env.within(
            env.config().standInAfter(),
            limit ->
                env.channel()
                    .request(holder, new ArcLease(open.arc(), open.term()), ArcLeased.class, limit))
        .handle(
            (leased, failure) -> {
              if (failure != null) {
                tenures.avoid(holder);
                throw new DftpException(
                    Outcome.DID_NOT_HAPPEN, holder + " gives no lease: " + failure.getMessage());
              }
              if (!leased.newer().isEmpty()) {
                tenures.refused(leased.newer());
              }
              return null;
            });
  }
}
