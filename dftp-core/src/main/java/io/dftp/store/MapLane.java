// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The mutations of one map at its primary, one group after the other; what comes while a group is
 * on its way forms the next. Confined to the event loop.
 */
final class MapLane {

  /** The most mutations that wait for one map. */
  static final int MAX_WAITING = 4096;

  private static final int MAX_GROUP = 64;
  private static final long MAX_GROUP_BYTES = 512 * 1024;

  private final MapTable table;
  private final MapSync sync;
  private final int wanted;
  private final ObjectId map;
  private final BiFunction<MutationGroup, MapCell, CompletableFuture<Integer>> replicate;
  private final Runnable whenEmpty;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<Runnable> whenIdle = new ArrayList<>();
  private boolean running;
  private @Nullable MutationGroup group;

  MapLane(
      ObjectId map,
      MapTable table,
      MapSync sync,
      int wanted,
      BiFunction<MutationGroup, MapCell, CompletableFuture<Integer>> replicate,
      Runnable whenEmpty) {
    this.map = map;
    this.table = table;
    this.sync = sync;
    this.wanted = wanted;
    this.replicate = replicate;
    this.whenEmpty = whenEmpty;
  }

  private record Waiting(
      Mutation mutation, CallContext context, CompletableFuture<MutationResult> result) {}

  /** Adds a mutation; says false when too many wait already. */
  boolean add(Mutation mutation, CallContext context, CompletableFuture<MutationResult> result) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(new Waiting(mutation, context, result));
    run();
    return true;
  }

  /** Completes when no change of the name is on its way any more. */
  CompletableFuture<Void> settled(String name) {
    MutationGroup current = group;
    return current == null || !current.changes(name) ? Futures.done() : idle();
  }

  /** Completes when no change is on its way. */
  CompletableFuture<Void> settled() {
    return group == null ? Futures.done() : idle();
  }

  private CompletableFuture<Void> idle() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    whenIdle.add(() -> result.complete(null));
    return result;
  }

  private void run() {
    if (running) {
      return;
    }
    running = true;
    table
        .use(map, cell -> sync.ensure(cell).thenCompose(synced -> runGroup(cell)))
        .whenComplete((done, failure) -> ended(failure));
  }

  private void ended(@Nullable Throwable failure) {
    running = false;
    group = null;
    if (failure != null) {
      Throwable cause = Futures.cause(failure);
      List<Waiting> failed = List.copyOf(waiting);
      waiting.clear();
      failed.forEach(each -> each.result().completeExceptionally(cause));
    }
    List<Runnable> told = List.copyOf(whenIdle);
    whenIdle.clear();
    told.forEach(Runnable::run);
    if (!waiting.isEmpty()) {
      run();
    } else if (!running) {
      whenEmpty.run();
    }
  }

  private void add(Waiting each, MutationGroup to) {
    try {
      to.add(each.mutation(), wanted, each.result());
    } catch (RuntimeException failure) {
      each.result().completeExceptionally(failure);
      to.fail(failure);
      throw failure;
    }
  }

  private CompletableFuture<Void> runGroup(MapCell cell) {
    MutationGroup next = new MutationGroup(cell);
    group = next;
    int members = 0;
    while (!waiting.isEmpty() && members < MAX_GROUP && next.bytes() < MAX_GROUP_BYTES) {
      Waiting each = waiting.remove();
      if (each.context().isCancelled()) {
        each.result()
            .completeExceptionally(
                new CancelledException(Outcome.DID_NOT_HAPPEN, "called off before its turn"));
      } else {
        add(each, next);
        members++;
      }
    }
    if (!next.replicates()) {
      next.succeed(0);
      return Futures.done();
    }
    return replicate
        .apply(next, cell)
        .handle(
            (copies, failure) -> {
              if (failure == null) {
                next.succeed(copies);
              } else {
                next.fail(Futures.cause(failure));
              }
              return null;
            });
  }
}
