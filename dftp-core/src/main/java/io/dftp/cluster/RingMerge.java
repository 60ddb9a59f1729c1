// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.chord.ChordNode;
import io.dftp.chord.LookupResult;
import io.dftp.chord.VirtualNodes;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether hosts that are heard belong to another ring, and moves this host to the ring
 * that survives.
 *
 * <p>The probe: look up the other host's own position in this ring, and this host's own position in
 * the other's. Any answers but the hosts themselves mean two rings; a ring id alone proves nothing.
 * The side with the smaller {@link RingClaim} moves, host by host, each after a random delay, so
 * that sizes are compared afresh and not all join at once. The rule needs no memory of the
 * conflict: while a stranger is heard, it is probed again. Confined to the event loop.
 */
final class RingMerge {

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ASK_KNOWN_PEERS_EVERY = Duration.ofSeconds(1);

  /** How many of them are asked each time: most may be gone for good. */
  private static final int ASKED_AT_ONCE = 4;

  /** How long a host that was found in the own ring is not probed again. */
  private static final Duration TRUSTED_FOR = Duration.ofSeconds(10);

  /** How long a host of another ring counts as such after it was last probed. */
  private static final Duration OUTSIDER_FOR = Duration.ofSeconds(8);

  /** The shortest span of time over which the hosts of a ring move. */
  private static final long MOVE_WITHIN_MILLIS = 400;

  /** How much longer it is for each of them: some twenty move in a second. */
  private static final long MOVE_EACH_MILLIS = 50;

  private static final long MOVE_WITHIN_AT_MOST_MILLIS = 60_000;
  private static final int MAX_REMEMBERED = 1024;
  private static final Logger log = LoggerFactory.getLogger(RingMerge.class);

  private final EventLoop loop;
  private final HostIdentity identity;
  private final Membership membership;
  private final VirtualNodes nodes;
  private final int longestList;
  private final Supplier<List<NodeAddress>> knownPeers;
  private final Metrics metrics;
  private final Map<NodeAddress, Long> trustedUntil = remembered();
  private final Map<NodeAddress, Long> outsiderUntil = remembered();
  private Cancellable timer = () -> {};
  private int nextKnown;
  private boolean busy;
  private boolean closed;

  RingMerge(
      EventLoop loop,
      HostIdentity identity,
      Membership membership,
      VirtualNodes nodes,
      int longestList,
      Supplier<List<NodeAddress>> knownPeers,
      Metrics metrics) {
    this.loop = loop;
    this.identity = identity;
    this.membership = membership;
    this.nodes = nodes;
    this.longestList = longestList;
    this.knownPeers = knownPeers;
    this.metrics = metrics;
  }

  /** Begins to look for peers of earlier times that broadcasts may not reach. */
  void start() {
    long millis = ASK_KNOWN_PEERS_EVERY.toMillis();
    timer =
        loop.schedule(
            Duration.ofMillis(millis / 2 + loop.random().nextLong(millis)),
            () -> {
              if (!closed) {
                askNextKnown();
                start();
              }
            });
  }

  /** Asks some of the peers outside the own ring, each in its turn, whether they are in one. */
  private void askNextKnown() {
    List<NodeAddress> unknown =
        knownPeers.get().stream().filter(peer -> !membership.knows(peer)).toList();
    for (int i = 0; i < Math.min(ASKED_AT_ONCE, unknown.size()); i++) {
      nextKnown = (nextKnown + 1) % unknown.size();
      ask(unknown.get(nextKnown));
    }
  }

  private void ask(NodeAddress peer) {
    CallContext context = CallContext.withTimeout(loop, PROBE_TIMEOUT);
    membership
        .claimOf(peer, context)
        .whenComplete(
            (claim, failure) -> {
              context.close();
              // A name may stand for this host, too, at an address that it does not know as its
              // own.
              if (failure == null && claim.member() && !claim.uid().equals(identity.uid())) {
                heard(peer);
              }
            });
  }

  /** A host was heard that may be of another ring. */
  void heard(NodeAddress host) {
    if (membership.knows(host)) {
      outsiderUntil.remove(host);
      return;
    }
    long now = loop.nowNanos();
    Long trusted = trustedUntil.get(host);
    if (closed || busy || !membership.isMember() || (trusted != null && trusted - now > 0)) {
      return;
    }
    busy = true;
    CallContext context = CallContext.withTimeout(loop, PROBE_TIMEOUT);
    // Begun within the chain, so that whatever fails, the next probe finds the way free.
    CompletableFuture.<Void>completedFuture(null)
        .thenCompose(begun -> probe(host, context))
        .thenCompose(verdict -> act(host, verdict))
        .whenComplete(
            (done, failure) -> {
              context.close();
              busy = false;
              if (failure != null) {
                log.debug("[{}] could not probe {}: {}", identity.name(), host, failure.toString());
              }
            });
  }

  /** Returns hosts that were lately found to be of another ring. */
  List<NodeAddress> outsiders() {
    long now = loop.nowNanos();
    return outsiderUntil.entrySet().stream()
        .filter(entry -> entry.getValue() - now > 0)
        .map(Map.Entry::getKey)
        .filter(host -> !membership.knows(host))
        .limit(HostStatus.MAX_OUTSIDERS)
        .toList();
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  /** What a probe found out. */
  private enum Verdict {
    /** Both rings contain both hosts. */
    SAME,
    /** One of them is on the move, or both have just joined: to be looked at again. */
    UNSURE,
    /** There are two rings, and this host's side survives. */
    STAY,
    /** There are two rings, and this host's side is to move. */
    MOVE
  }

  private CompletableFuture<Verdict> probe(NodeAddress host, CallContext context) {
    return membership
        .claimOf(host, context)
        .thenCompose(
            claim ->
                claim.member()
                    ? look(host, claim, context)
                    : CompletableFuture.completedFuture(Verdict.UNSURE));
  }

  private CompletableFuture<Verdict> look(NodeAddress host, RingClaim claim, CallContext context) {
    Identifier theirs = Membership.positionId(claim.uid(), 0);
    Identifier ours = Membership.positionId(identity.uid(), 0);
    ChordNode self = membership.current().get(0);
    return self.findSuccessor(theirs, context)
        .thenCombine(
            nodes.lookup().findSuccessorVia(host, ours, context),
            (here, there) ->
                verdict(isAt(here, theirs, host), isAt(there, ours, self.self().address()), claim));
  }

  private static boolean isAt(LookupResult found, Identifier position, NodeAddress host) {
    return found.owner().id().equals(position) && found.owner().address().equals(host);
  }

  private Verdict verdict(boolean isHere, boolean amThere, RingClaim theirs) {
    if (isHere || amThere) {
      return isHere && amThere ? Verdict.SAME : Verdict.UNSURE;
    }
    RingClaim ours = membership.ownClaim(longestList);
    if (!theirs.settled() && !ours.settled() && theirs.ring().equals(ours.ring())) {
      // Two that joined one ring side by side are not found by each other's neighbours at once.
      return Verdict.UNSURE;
    }
    return theirs.compareTo(ours) > 0 ? Verdict.MOVE : Verdict.STAY;
  }

  private CompletableFuture<Void> act(NodeAddress host, Verdict verdict) {
    long now = loop.nowNanos();
    if (verdict == Verdict.UNSURE) {
      return CompletableFuture.completedFuture(null);
    }
    if (verdict == Verdict.SAME) {
      trustedUntil.put(host, now + TRUSTED_FOR.toNanos());
      outsiderUntil.remove(host);
      return CompletableFuture.completedFuture(null);
    }
    metrics.count("cluster.merge.strangers");
    outsiderUntil.put(host, now + OUTSIDER_FOR.toNanos());
    return verdict == Verdict.STAY ? CompletableFuture.completedFuture(null) : moveLater(host);
  }

  /** Moves after a random delay, if a second look still says so. */
  private CompletableFuture<Void> moveLater(NodeAddress host) {
    CompletableFuture<Void> moved = new CompletableFuture<>();
    loop.schedule(
        drawDelay(),
        () -> {
          CallContext context = CallContext.withTimeout(loop, Membership.JOIN_TIMEOUT);
          CompletableFuture.<Void>completedFuture(null)
              .thenCompose(begun -> probe(host, context))
              .thenCompose(
                  verdict ->
                      verdict == Verdict.MOVE && !closed
                          ? move(host, context)
                          : CompletableFuture.completedFuture((Void) null))
              .whenComplete(
                  (done, failure) -> {
                    context.close();
                    if (failure == null) {
                      moved.complete(null);
                    } else {
                      moved.completeExceptionally(failure);
                    }
                  });
        });
    return moved;
  }

  private Duration drawDelay() {
    long within = MOVE_EACH_MILLIS * membership.ownClaim(longestList).hosts();
    within = Math.max(MOVE_WITHIN_MILLIS, Math.min(MOVE_WITHIN_AT_MOST_MILLIS, within));
    return Duration.ofMillis(loop.random().nextLong(within));
  }

  private CompletableFuture<Void> move(NodeAddress host, CallContext context) {
    log.info("[{}] moves to the ring of {}", identity.name(), host);
    metrics.count("cluster.merge.moves");
    trustedUntil.clear();
    return membership.join(host, context);
  }

  private static Map<NodeAddress, Long> remembered() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<NodeAddress, Long> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }
}
