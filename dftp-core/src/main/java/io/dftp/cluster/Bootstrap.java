// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.bully.Contender;
import io.dftp.discovery.SelfDiscovery;
import io.dftp.discovery.Starter;
import io.dftp.discovery.StarterDecision;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a starting host into a ring: joins one that is found by broadcast, by seeds, by names or
 * by last-known peers, or begins one. Confined to the event loop.
 */
final class Bootstrap {

  /**
   * How long a starting peer of higher rank is waited for. It may be waiting for something itself;
   * two rings that come of it merge later.
   */
  private static final Duration RIVAL_PATIENCE = Duration.ofSeconds(8);

  /** How long one candidate is tried; meanwhile it may die, and others may have begun a ring. */
  private static final Duration CANDIDATE_TIMEOUT = Duration.ofSeconds(4);

  private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

  private final EventLoop loop;
  private final HostIdentity identity;
  private final ClusterConfig config;
  private final Membership membership;
  private final SelfDiscovery discovery;
  private final List<NodeAddress> seeds;
  private final Supplier<List<NodeAddress>> candidates;
  private final List<NodeAddress> known;
  private final boolean wasMember;
  private final Consumer<String> progress;
  private final long begunNanos;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private boolean stopped;
  private boolean begun;

  /** What kept the last host that was asked or joined through from it. */
  private @Nullable Throwable lastFailure;

  /**
   * Creates it.
   *
   * @param seeds that the user named
   * @param candidates where else hosts may be, asked before each attempt
   * @param remembered what is known of earlier times
   * @param progress is told in words what is done now
   */
  Bootstrap(
      EventLoop loop,
      HostIdentity identity,
      ClusterConfig config,
      Membership membership,
      SelfDiscovery discovery,
      List<NodeAddress> seeds,
      Supplier<List<NodeAddress>> candidates,
      PeerRecord remembered,
      Consumer<String> progress) {
    this.loop = loop;
    this.identity = identity;
    this.config = config;
    this.membership = membership;
    this.discovery = discovery;
    this.seeds = without(seeds, identity.ring());
    this.candidates = candidates;
    this.wasMember = remembered.wasMember();
    this.progress = progress;
    Set<NodeAddress> all = new LinkedHashSet<>(this.seeds);
    all.addAll(without(remembered.peers(), identity.ring()));
    this.known = List.copyOf(all);
    this.begunNanos = loop.nowNanos();
  }

  /**
   * Begins.
   *
   * @return completes when this host is a member of a ring; fails with {@link
   *     SeedsUnreachableException} or {@link TwinException}
   */
  CompletableFuture<Void> run() {
    attempt();
    return result;
  }

  /** Says whether this host has begun a ring of its own. */
  boolean hasBegunRing() {
    return begun;
  }

  /** Ends it; the result fails. */
  void stop() {
    stopped = true;
    result.completeExceptionally(
        new CancelledException(Outcome.DID_NOT_HAPPEN, "the host is closing"));
  }

  private void attempt() {
    if (stopped) {
      return;
    }
    progress.accept(search());
    CompletableFuture<StarterDecision> heard = discovery.discover(List.of());
    CompletableFuture<Map<NodeAddress, RingClaim>> claims = claimsOf(toAsk());
    heard
        .thenCombine(claims, this::decide)
        .whenComplete(
            (decided, failure) -> {
              if (failure != null) {
                fail(failure);
              }
            });
  }

  private String search() {
    if (seeds.isEmpty() || wasMember || lastFailure == null) {
      return seeds.isEmpty()
          ? "looking for other hosts of the cluster"
          : "asking " + listed(seeds) + " for the ring";
    }
    long left = config.seedPatience().minusNanos(loop.nowNanos() - begunNanos).toSeconds();
    return "no answer yet from "
        + listed(seeds)
        + " ("
        + DftpException.reasonOf(lastFailure)
        + "); tries for "
        + Math.max(0, left)
        + " s more";
  }

  private static String listed(List<NodeAddress> hosts) {
    return hosts.stream().map(NodeAddress::toString).collect(Collectors.joining(", "));
  }

  private List<NodeAddress> toAsk() {
    Set<NodeAddress> all = new LinkedHashSet<>(known);
    all.addAll(without(candidates.get(), identity.ring()));
    return List.copyOf(all);
  }

  private boolean decide(StarterDecision heard, Map<NodeAddress, RingClaim> claims) {
    if (stopped) {
      return false;
    }
    List<NodeAddress> candidates = new ArrayList<>();
    if (heard instanceof StarterDecision.Join join) {
      candidates.addAll(join.candidates());
    }
    claims.entrySet().stream()
        .filter(entry -> entry.getValue().member())
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .filter(host -> !candidates.contains(host))
        .forEach(candidates::add);
    if (!candidates.isEmpty()) {
      join(candidates, 0);
    } else if (mayCreate(claims)) {
      begun = true;
      membership.create(new Uid(loop.random().nextLong(), loop.random().nextLong()));
      result.complete(null);
    } else if (!wasMember && waitedLongerThan(config.seedPatience())) {
      fail(new SeedsUnreachableException(seeds, lastFailure));
    } else {
      attempt();
    }
    return true;
  }

  /** Says whether this host begins a ring now that nobody who answered is a member of one. */
  private boolean mayCreate(Map<NodeAddress, RingClaim> starters) {
    // By the same rank as discovery has, or two hosts would wait for each other.
    Starter self = starter(identity.uid(), identity.ring());
    boolean outranked =
        starters.entrySet().stream()
            .map(entry -> starter(entry.getValue().uid(), entry.getKey()))
            .anyMatch(other -> other.outranks(self));
    if (outranked && !waitedLongerThan(RIVAL_PATIENCE)) {
      return false;
    }
    // Seeds mean that there is a ring to join; a host that was never part of it must not begin
    // another one because they are out of reach. If all of them are starting too, one has to.
    return wasMember || starters.keySet().containsAll(seeds);
  }

  private static Starter starter(Uid uid, NodeAddress address) {
    return new Starter(uid, Contender.priorityOf(address.host()), address, "");
  }

  private void join(List<NodeAddress> candidates, int next) {
    if (stopped) {
      return;
    }
    if (next >= candidates.size()) {
      if (!wasMember && waitedLongerThan(config.seedPatience())) {
        fail(new SeedsUnreachableException(candidates, lastFailure));
      } else {
        attempt();
      }
      return;
    }
    progress.accept("joining the ring through " + candidates.get(next));
    CallContext context = CallContext.withTimeout(loop, CANDIDATE_TIMEOUT);
    membership
        .join(candidates.get(next), context)
        .whenComplete(
            (joined, failure) -> {
              context.close();
              if (failure == null) {
                result.complete(null);
              } else if (failure instanceof TwinException
                  || failure.getCause() instanceof TwinException) {
                fail(failure);
              } else {
                lastFailure = failure;
                log.info(
                    "[{}] could not join through {}: {}",
                    identity.name(),
                    candidates.get(next),
                    failure.toString());
                join(candidates, next + 1);
              }
            });
  }

  private CompletableFuture<Map<NodeAddress, RingClaim>> claimsOf(List<NodeAddress> hosts) {
    Map<NodeAddress, RingClaim> claims = new LinkedHashMap<>();
    CompletableFuture<?>[] asked =
        hosts.stream()
            .map(
                host -> {
                  CallContext context = CallContext.withTimeout(loop, CLAIM_TIMEOUT);
                  return membership
                      .claimOf(host, context)
                      .handle(
                          (claim, failure) -> {
                            context.close();
                            if (failure != null) {
                              lastFailure = failure;
                            } else if (!claim.uid().equals(identity.uid())) {
                              claims.put(host, claim);
                            }
                            return failure == null;
                          });
                })
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(asked).thenApply(all -> claims);
  }

  private boolean waitedLongerThan(Duration patience) {
    return loop.nowNanos() - begunNanos > patience.toNanos();
  }

  private void fail(Throwable failure) {
    Throwable cause = failure.getCause() instanceof TwinException twin ? twin : failure;
    result.completeExceptionally(cause);
  }

  private static List<NodeAddress> without(List<NodeAddress> hosts, NodeAddress self) {
    return hosts.stream().filter(host -> !host.equals(self)).distinct().toList();
  }
}
