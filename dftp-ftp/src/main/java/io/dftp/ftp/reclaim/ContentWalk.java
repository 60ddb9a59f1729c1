// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.content.Opening;
import io.dftp.ftp.reclaim.ContentUse.Verdict;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Looks from time to time at all contents that this host is the first for, slowly, and reports
 * those that may be named nowhere: a process may have ended before it could. Confined to the event
 * loop.
 */
final class ContentWalk {

  private static final int PAGE = 64;
  private static final Duration ONE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ObjectStore store;
  private final ContentJudge judge;
  private final EventLoop loop;
  private final Tasks tasks;
  private final ReclaimConfig config;
  private final Consumer<ObjectId> suspects;
  private Cancellable timer = () -> {};
  private boolean closed;

  ContentWalk(
      ObjectStore store,
      ContentJudge judge,
      EventLoop loop,
      ReclaimConfig config,
      Consumer<ObjectId> suspects) {
    this.store = store;
    this.judge = judge;
    this.loop = loop;
    this.tasks = new Tasks(loop);
    this.config = config;
    this.suspects = suspects;
  }

  void start() {
    begin(config.firstWalk());
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  private void begin(Duration delay) {
    if (!closed) {
      timer =
          loop.schedule(
              delay,
              () ->
                  walk(Optional.empty())
                      .whenComplete((done, failure) -> begin(config.walkEvery())));
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
              CompletableFuture<Void> all = tasks.pause(PAUSE);
              for (ObjectId map : page) {
                if (store.isFirstOf(map)) {
                  all = all.thenCompose(done -> tasks.pause(PAUSE)).thenCompose(done -> look(map));
                }
              }
              return all.thenCompose(done -> walk(Optional.of(page.get(page.size() - 1))));
            });
  }

  /** What cannot be read now is looked at the next time. */
  private CompletableFuture<Void> look(ObjectId map) {
    return tasks
        .within(ONE, context -> isSuspect(map, context))
        .handle(
            (suspect, failure) -> {
              if (failure == null && suspect) {
                suspects.accept(map);
              }
              return null;
            });
  }

  private CompletableFuture<Boolean> isSuspect(ObjectId map, CallContext context) {
    CompletableFuture<List<Row>> opening = store.get(map, Opening.ROW, context);
    return opening.thenCompose(
        rows ->
            rows.isEmpty()
                ? CompletableFuture.completedFuture(false)
                : judge.use(map, context).thenApply(use -> use.verdict(Set.of()) != Verdict.KEEP));
  }
}
