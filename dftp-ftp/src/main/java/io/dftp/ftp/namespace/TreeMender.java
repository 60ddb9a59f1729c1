// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

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
 * copy, a little later; each in which anybody here has met something odd; and all that this host is
 * the first for after a start and from time to time, because a process may end before it has
 * mended. One at a time. Confined to the event loop.
 */
final class TreeMender {

  private static final Logger log = LoggerFactory.getLogger(TreeMender.class);

  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);
  private static final Duration ONE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration ALL_EVERY = Duration.ofHours(1);
  private static final Duration PAGE_PAUSE = Duration.ofMillis(100);
  private static final int PAGE = 64;
  private static final int MOST_TRIES = 30;

  private final ObjectStore store;
  private final DirectoryMap directories;
  private final DirectoryMender mender;
  private final EventLoop loop;
  private final Map<ObjectId, Integer> waiting = new LinkedHashMap<>();
  private final Set<ObjectId> late = new HashSet<>();
  private final Set<ObjectId> odd = new HashSet<>();
  private Cancellable timer = () -> {};
  private boolean busy;
  private boolean closed;

  TreeMender(ObjectStore store, DirectoryMap directories, DirectoryMender mender, EventLoop loop) {
    this.store = store;
    this.directories = directories;
    this.mender = mender;
    this.loop = loop;
  }

  void start() {
    store.onJoined(this::joined);
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

  /** Looks twice: of the maps that a merge joins one after the other, others may yet be old. */
  private void joined(ObjectId map) {
    add(map, MOST_TRIES);
    if (late.add(map)) {
      loop.schedule(
          LOOK_AGAIN,
          () -> {
            late.remove(map);
            add(map, MOST_TRIES);
          });
    }
  }

  private void add(ObjectId map, int tries) {
    if (!closed && tries > 0) {
      waiting.merge(map, tries, Math::max);
      plan();
    }
  }

  private void plan() {
    if (!busy && !closed) {
      busy = true;
      timer = loop.schedule(SETTLE, this::mendWaiting);
    }
  }

  /** Goes through those that wait now; whoever comes meanwhile waits for the next time. */
  private void mendWaiting() {
    Map<ObjectId, Integer> now = new LinkedHashMap<>(waiting);
    waiting.clear();
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Map.Entry<ObjectId, Integer> one : now.entrySet()) {
      all = all.thenCompose(done -> mend(one.getKey(), one.getValue()));
    }
    all.whenComplete(
        (done, failure) -> {
          busy = false;
          if (!waiting.isEmpty()) {
            plan();
          }
        });
  }

  private CompletableFuture<Void> mend(ObjectId map, int tries) {
    boolean isOurs = odd.remove(map) || store.isFirstOf(map);
    if (closed || !isOurs) {
      return CompletableFuture.completedFuture(null);
    }
    CallContext context = CallContext.withTimeout(loop, ONE);
    return mender
        .mend(map, context)
        .handle(
            (done, failure) -> {
              context.close();
              if (failure != null) {
                log.debug("directory {} could not be looked after yet", map, failure);
                tryAgain(map, tries - 1);
              }
              return null;
            });
  }

  /** Waits the longer the more often it has failed; what holds it may be away. */
  private void tryAgain(ObjectId map, int tries) {
    Duration pause = SETTLE.multipliedBy(Math.max(1, MOST_TRIES - tries));
    loop.schedule(
        pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE, () -> add(map, tries));
  }

  private void walkAll() {
    if (!closed) {
      walk(Optional.empty())
          .whenComplete((done, failure) -> loop.schedule(ALL_EVERY, this::walkAll));
    }
  }

  private CompletableFuture<Void> walk(Optional<ObjectId> after) {
    return store
        .kept(after, PAGE)
        .thenCompose(
            page -> {
              if (page.isEmpty() || closed) {
                return CompletableFuture.completedFuture(null);
              }
              CompletableFuture<Void> all = pause();
              for (ObjectId map : page) {
                all = all.thenCompose(done -> mend(map, 2));
              }
              return all.thenCompose(done -> walk(last(page)));
            });
  }

  private static Optional<ObjectId> last(List<ObjectId> page) {
    return Optional.of(page.get(page.size() - 1));
  }

  private CompletableFuture<Void> pause() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.schedule(PAGE_PAUSE, () -> passed.complete(null));
    return passed;
  }
}
