// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.Hearing;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after directories: each that this host is the first for and that was joined with another
 * copy; each in which anybody here has met something odd; and all that this host is the first for
 * after a start and from time to time, because a process may end before it has mended.
 *
 * <p>Maps are joined one after the other when rings merge: until all are, one may say that a
 * directory went and another not yet where to. So all members are heard first, and those that wait
 * then are mended, one at a time. Confined to the event loop.
 */
final class TreeMender {

  private static final Logger log = LoggerFactory.getLogger(TreeMender.class);

  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Duration HEAR_AGAIN = Duration.ofSeconds(10);
  private static final Duration LONG_UNHEARD = Duration.ofMinutes(2);
  private static final Duration HEARD_WITHIN = Duration.ofMinutes(3);
  private static final Duration ONE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration ALL_EVERY = Duration.ofHours(1);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final int PAGE = 512;
  private static final int MOST_WAITING = 4096;
  private static final int MOST_TRIES = 30;

  private final ObjectStore store;
  private final DirectoryMap directories;
  private final DirectoryMender mender;
  private final Hearing hearing;
  private final EventLoop loop;
  private final Map<ObjectId, Integer> waiting = new LinkedHashMap<>();

  /** Those that were joined with another copy since the hearing that is under way began. */
  private final Set<ObjectId> late = new HashSet<>();

  private final Set<ObjectId> odd = new HashSet<>();
  private Cancellable timer = () -> {};
  private int failed;
  private boolean busy;
  private boolean heard = true;
  private long heardNanos;
  private boolean closed;

  TreeMender(
      ObjectStore store,
      DirectoryMap directories,
      DirectoryMender mender,
      Hearing hearing,
      EventLoop loop) {
    this.store = store;
    this.directories = directories;
    this.mender = mender;
    this.hearing = hearing;
    this.loop = loop;
  }

  void start() {
    store.onJoined(
        map -> {
          late.add(map);
          add(map, MOST_TRIES);
        });
    directories.onOdd(
        directory -> {
          odd.add(directory);
          add(directory, MOST_TRIES);
        });
    walkAll();
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  /** Returns how many directories there are to look after yet. */
  int pending() {
    return waiting.size() + failed + (busy ? 1 : 0);
  }

  /** Returns what an operator should know, a sentence each. */
  List<String> notes() {
    return heard || pending() == 0 || loop.nowNanos() - heardNanos < LONG_UNHEARD.toNanos()
        ? List.of()
        : List.of(
            pending()
                + " directories, which two sides of a cut may both have changed, wait until all"
                + " hosts have compared their copies");
  }

  private void add(ObjectId map, int tries) {
    if (!closed && tries > 0) {
      waiting.merge(map, tries, Math::max);
      plan();
    }
  }

  private void plan() {
    plan(SETTLE);
  }

  private void plan(Duration delay) {
    if (!busy && !closed && !waiting.isEmpty()) {
      busy = true;
      timer = loop.schedule(delay, this::mendWaiting);
    }
  }

  /** Goes through those that wait now; whoever comes meanwhile waits for the next time. */
  private void mendWaiting() {
    waiting.keySet().removeIf(map -> !isOurs(map));
    Map<ObjectId, Integer> now = new LinkedHashMap<>(waiting);
    late.clear();
    if (now.isEmpty()) {
      busy = false;
      return;
    }
    allHeard()
        .thenCompose(
            heard -> {
              note(heard);
              if (!heard) {
                return CompletableFuture.completedFuture(HEAR_AGAIN);
              }
              // What was joined again meanwhile was not heard of: it waits for the next hearing.
              now.keySet().removeAll(late);
              now.keySet().forEach(waiting::remove);
              return mendEach(now).thenApply(done -> SETTLE);
            })
        .whenComplete(
            (pause, failure) -> {
              busy = false;
              plan(failure == null ? pause : HEAR_AGAIN);
            });
  }

  private void note(boolean allHeard) {
    if (allHeard || heard) {
      heardNanos = loop.nowNanos();
    }
    heard = allHeard;
  }

  private boolean isOurs(ObjectId map) {
    return odd.contains(map) || store.isFirstOf(map);
  }

  private CompletableFuture<Boolean> allHeard() {
    CallContext context = CallContext.withTimeout(loop, HEARD_WITHIN);
    return hearing
        .membersHaveCompared(context)
        .handle(
            (heard, failure) -> {
              context.close();
              return failure == null && heard;
            });
  }

  private CompletableFuture<Void> mendEach(Map<ObjectId, Integer> maps) {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Map.Entry<ObjectId, Integer> one : maps.entrySet()) {
      all = all.thenCompose(done -> mend(one.getKey(), one.getValue()));
    }
    return all;
  }

  private CompletableFuture<Void> mend(ObjectId map, int tries) {
    if (closed) {
      return CompletableFuture.completedFuture(null);
    }
    boolean wasOdd = odd.remove(map);
    CallContext context = CallContext.withTimeout(loop, ONE);
    long before = mender.openEnds();
    return mender
        .mend(map, context)
        .handle(
            (done, failure) -> {
              context.close();
              if (failure != null) {
                log.debug("directory {} could not be looked after yet", map, failure);
                if (wasOdd && tries > 1) {
                  odd.add(map);
                }
                tryAgain(map, tries - 1);
              } else if (mender.openEnds() > before && tries > 1) {
                odd.add(map);
                add(map, tries - 1);
              }
              return null;
            });
  }

  /** Waits the longer the more often it has failed; what holds it may be away. */
  private void tryAgain(ObjectId map, int tries) {
    Duration pause = SETTLE.multipliedBy(Math.max(1, MOST_TRIES - tries));
    failed++;
    loop.schedule(
        pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE,
        () -> {
          failed--;
          add(map, tries);
        });
  }

  private void walkAll() {
    if (!closed) {
      walk(Optional.empty())
          .whenComplete((done, failure) -> loop.schedule(ALL_EVERY, this::walkAll));
    }
  }

  private CompletableFuture<Void> walk(Optional<ObjectId> after) {
    return awaitRoom()
        .thenCompose(room -> store.kept(after, PAGE))
        .thenCompose(
            page -> {
              if (page.isEmpty() || closed) {
                return CompletableFuture.completedFuture(null);
              }
              page.stream().filter(this::isOurs).forEach(map -> add(map, 2));
              return walk(Optional.of(page.get(page.size() - 1)));
            });
  }

  private CompletableFuture<Void> awaitRoom() {
    if (closed || waiting.size() < MOST_WAITING) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> later = new CompletableFuture<>();
    loop.schedule(LOOK_AGAIN, () -> later.complete(null));
    return later.thenCompose(passed -> awaitRoom());
  }
}
