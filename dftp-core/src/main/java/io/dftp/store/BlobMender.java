// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets good copies of the blobs that this disk has set aside as damaged: at once, from any host
 * that has one, and again until there is one. The audits would do it too, but wait while a host
 * that went away may come back.
 *
 * <p>A blob of which every live host says that it has none is lost: one was here, and nobody but
 * who set it aside knows. It is counted by the first of those hosts. Confined to the event loop.
 */
final class BlobMender implements BlobHolder.CopyListener {

  private static final int PAGE = StoreMessage.MAX_ASKED;
  private static final int FETCHED_AT_ONCE = 2;
  private static final Duration SOON = Duration.ofMillis(100);

  /** Who has a copy of what is lost has to be away now, and shows in the ring when it is back. */
  private static final Duration WHILE_LOST = Duration.ofMinutes(1);

  private static final Duration LOOK_LIMIT = Duration.ofMinutes(10);

  /** How many damaged copies are remembered; the others wait on the disk for their turn. */
  private static final int MOST_KNOWN = 100_000;

  private static final Logger log = LoggerFactory.getLogger(BlobMender.class);

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final BlobCensus census;
  private final BlobAudit audit;
  private final Set<BlobId> damaged = new LinkedHashSet<>();
  private Set<BlobId> lost = Set.of();
  private Cancellable timer = () -> {};

  /** Those that were found while a look is under way, which may not have come by them. */
  private final Set<BlobId> noted = new LinkedHashSet<>();

  private long found;
  private long dueNanos;
  private boolean waits;
  private boolean started;
  private boolean running;
  private boolean closed;

  BlobMender(StoreEnvironment env, HostLocator locator, BlobCensus census, BlobAudit audit) {
    this.env = env;
    this.locator = locator;
    this.census = census;
    this.audit = audit;
  }

  /** Begins with what was set aside before this process ran. */
  void start() {
    started = true;
    again(SOON);
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  void ringChanged() {
    if (!damaged.isEmpty()) {
      again(SOON);
    }
  }

  @Override
  public void damaged(BlobId id) {
    if (damaged.isEmpty()) {
      log.warn(
          "[{}] blob {} on the disk is damaged; it is replaced from the copies of others",
          env.placement().self(),
          id);
    }
    note(id);
    noted.add(id);
    again(SOON);
  }

  @Override
  public void stored(BlobId id) {
    if (damaged.remove(id)) {
      env.metrics().count("store.blobs.mended");
    }
  }

  @Override
  public boolean isDamaged(BlobId id) {
    return damaged.contains(id);
  }

  /** Returns how many damaged copies this host has come to know since its start. */
  long found() {
    return found;
  }

  /** Returns of how many of them it has no good copy yet. */
  long waiting() {
    return damaged.size();
  }

  /** Returns how many blobs this host counts as lost. */
  long lost() {
    return lost.stream().filter(damaged::contains).count();
  }

  private void note(BlobId id) {
    if (damaged.size() < MOST_KNOWN && damaged.add(id)) {
      found++;
    }
  }

  /** Looks after the delay, or sooner if that was wanted before. */
  private void again(Duration delay) {
    long due = env.loop().nowNanos() + delay.toNanos();
    if (!started || closed || (waits && dueNanos - due <= 0)) {
      return;
    }
    waits = true;
    dueNanos = due;
    timer.cancel();
    timer = env.loop().schedule(delay, this::look);
  }

  private void look() {
    if (running) {
      waits = false;
      again(SOON);
      return;
    }
    waits = false;
    running = true;
    noted.clear();
    CallContext context = CallContext.withTimeout(env.loop(), LOOK_LIMIT);
    Look look = new Look(context);
    Futures.start(() -> look.at(Optional.empty()))
        .whenComplete(
            (done, failure) -> {
              context.close();
              running = false;
              if (failure == null) {
                damaged.removeIf(id -> !look.seen.contains(id) && !noted.contains(id));
                lost = look.lost;
              }
              if (failure != null || damaged.size() > look.nowhere) {
                again(env.config().auditEvery());
              } else if (!damaged.isEmpty()) {
                again(WHILE_LOST);
              }
            });
  }

  /** One look over all that was set aside. */
  private final class Look {
    private final CallContext context;
    private final Set<BlobId> seen = new LinkedHashSet<>();
    private final Set<BlobId> lost = new LinkedHashSet<>();
    private int nowhere;
    private @Nullable CompletableFuture<List<NodeAddress>> members;

    Look(CallContext context) {
      this.context = context;
    }

    CompletableFuture<Void> at(Optional<BlobId> after) {
      if (context.isCancelled() || seen.size() >= MOST_KNOWN) {
        return Futures.done();
      }
      return env.disk()
          .damagedBlobs(after, PAGE)
          .thenCompose(
              page -> {
                seen.addAll(page);
                page.forEach(BlobMender.this::note);
                return page.isEmpty()
                    ? Futures.done()
                    : locate(page)
                        .thenCompose(hosts -> mend(hosts))
                        .thenCompose(mended -> at(Optional.of(page.get(page.size() - 1))));
              });
    }

    /** Returns the hosts at the keys, as far as they can be found out. */
    private CompletableFuture<Map<BlobId, List<NodeAddress>>> locate(List<BlobId> page) {
      Map<BlobId, List<NodeAddress>> hosts = new LinkedHashMap<>();
      return Futures.forEach(
              page,
              1,
              id -> locator.hosts(id.key(), context).thenAccept(found -> hosts.put(id, found)))
          .thenApply(located -> hosts);
    }

    private CompletableFuture<Void> mend(Map<BlobId, List<NodeAddress>> hosts) {
      return fetch(hosts)
          .thenCompose(
              left ->
                  left.isEmpty() ? CompletableFuture.completedFuture(left) : fetchAnywhere(left))
          .thenCompose(
              left -> {
                nowhere += left.size();
                left.replaceAll((id, at) -> beforeHere(hosts.getOrDefault(id, List.of())));
                return left.isEmpty() ? Futures.done() : countOnce(left);
              });
    }

    /** For a copy may lie where it does not belong yet. */
    private CompletableFuture<Map<BlobId, List<NodeAddress>>> fetchAnywhere(
        Map<BlobId, List<NodeAddress>> left) {
      if (members == null) {
        members = env.placement().members(context);
      }
      return members.thenCompose(
          everybody -> {
            left.replaceAll((id, asked) -> everybody);
            return fetch(left);
          });
    }

    /**
     * Gets what one of the hosts has.
     *
     * @return those of which all the hosts say that they have none
     */
    private CompletableFuture<Map<BlobId, List<NodeAddress>>> fetch(
        Map<BlobId, List<NodeAddress>> hosts) {
      Map<BlobId, List<NodeAddress>> none = new LinkedHashMap<>();
      return census
          .ask(questions(hosts), false, context)
          .thenCompose(
              found -> {
                hosts.forEach(
                    (id, at) -> {
                      if (found.holders(id).isEmpty() && at.stream().noneMatch(found::isSilent)) {
                        none.put(id, at);
                      }
                    });
                return Futures.forEach(
                    hosts.keySet().stream().filter(id -> !found.holders(id).isEmpty()).toList(),
                    FETCHED_AT_ONCE,
                    id -> audit.fetch(id, List.copyOf(found.holders(id))));
              })
          .thenApply(fetched -> none);
    }

    private List<NodeAddress> beforeHere(List<NodeAddress> hosts) {
      int here = hosts.indexOf(env.placement().self());
      return here < 0 ? hosts : hosts.subList(0, here);
    }

    /** Leaves those to others that come before this host and have set them aside as well. */
    private CompletableFuture<Void> countOnce(Map<BlobId, List<NodeAddress>> before) {
      return census
          .askDamaged(questions(before), context)
          .thenAccept(
              found ->
                  before.keySet().stream()
                      .filter(id -> found.holders(id).isEmpty())
                      .forEach(lost::add));
    }

    private Map<NodeAddress, List<BlobId>> questions(Map<BlobId, List<NodeAddress>> hosts) {
      Map<NodeAddress, List<BlobId>> questions = new LinkedHashMap<>();
      hosts.forEach(
          (id, at) ->
              at.stream()
                  .filter(host -> !host.equals(env.placement().self()))
                  .forEach(
                      host -> questions.computeIfAbsent(host, any -> new ArrayList<>()).add(id)));
      return questions;
    }
  }
}
