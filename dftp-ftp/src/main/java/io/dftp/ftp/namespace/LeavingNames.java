// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Names that are on their way to another directory. Who wants to change one waits until it is gone
 * or stays, and ends the move himself if its mover does neither for a while. Whatever he finds, the
 * target decides ({@link MoveVerdicts}): so it does no harm to take a slow mover for one that is
 * gone. Confined to the event loop.
 */
final class LeavingNames {

  private static final Duration LEFT_BEHIND = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LOOK_AFTER = Duration.ofSeconds(5);
  private static final Duration WATCH = Duration.ofSeconds(30);
  private static final int MOST_WATCHED = 1024;

  private final DirectoryMap directories;
  private final MoveVerdicts verdicts;
  private final EventLoop loop;
  private final Set<Dot> watched = new HashSet<>();

  LeavingNames(DirectoryMap directories, MoveVerdicts verdicts, EventLoop loop) {
    this.directories = directories;
    this.verdicts = verdicts;
    this.loop = loop;
  }

  /** Returns the versions of the name once none of them is on its way. */
  CompletableFuture<NamedRows> awaitNone(ObjectId directory, String name, CallContext context) {
    return look(directory, name, null, 0, context);
  }

  /** Sees to it that a name which was met on its way is not on its way for long. */
  void watch(ObjectId directory, String name, Version version) {
    if (watched.size() < MOST_WATCHED && watched.add(version.dot())) {
      loop.schedule(
          LOOK_AFTER,
          () -> {
            watched.remove(version.dot());
            CallContext context = CallContext.withTimeout(loop, WATCH);
            awaitNone(directory, name, context).whenComplete((rows, failure) -> context.close());
          });
    }
  }

  /** Ends a move that was left behind, if the name is still marked with it. */
  CompletableFuture<Void> end(ObjectId directory, String name, ObjectId move, CallContext context) {
    return directories
        .get(directory, name, context)
        .thenCompose(
            rows ->
                rows.departing().stream()
                    .filter(version -> isOf(version, move))
                    .findFirst()
                    .map(version -> end(directory, rows, version, context))
                    .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  /** Removes the name that has arrived elsewhere; if its row is gone, another one did it. */
  CompletableFuture<Void> remove(ObjectId directory, Dot marked, Entry entry, CallContext context) {
    return directories
        .mutate(directory, new Mutation(List.of(), List.of(), List.of(marked)), context)
        .thenAccept(done -> directories.naming().released(entry));
  }

  /** Takes the mark off a name whose move will never arrive, if it still has it. */
  CompletableFuture<Void> stay(
      ObjectId directory, String name, ObjectId move, CallContext context) {
    return directories
        .get(directory, name, context)
        .thenCompose(rows -> stay(directory, rows, move, context));
  }

  private CompletableFuture<NamedRows> look(
      ObjectId directory, String name, @Nullable Dot before, long sinceNanos, CallContext context) {
    if (context.isCancelled()) {
      return CompletableFuture.failedFuture(
          new FileError(Kind.FAILED, "The name is being moved; try again."));
    }
    return directories
        .get(directory, name, context)
        .thenCompose(
            rows -> {
              if (rows.departing().isEmpty()) {
                return CompletableFuture.completedFuture(rows);
              }
              Version first = rows.departing().get(0);
              long since = first.dot().equals(before) ? sinceNanos : loop.nowNanos();
              CompletableFuture<Void> step =
                  loop.nowNanos() - since >= LEFT_BEHIND.toNanos()
                      ? end(directory, rows, first, context)
                      : pause();
              return step.thenCompose(done -> look(directory, name, first.dot(), since, context));
            });
  }

  private CompletableFuture<Void> end(
      ObjectId directory, NamedRows rows, Version marked, CallContext context) {
    Departure departure = marked.departure().orElseThrow();
    return verdicts
        .decide(departure.to(), departure.move(), context)
        .thenCompose(
            arrived ->
                arrived
                    ? remove(directory, marked.dot(), marked.entry(), context)
                    : stay(directory, rows, departure.move(), context));
  }

  private CompletableFuture<Void> stay(
      ObjectId directory, NamedRows rows, ObjectId move, CallContext context) {
    List<Version> marked =
        rows.departing().stream().filter(version -> isOf(version, move)).toList();
    if (marked.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    Entry entry = marked.get(0).entry().withToken(directories.newToken());
    Mutation mutation =
        new Mutation(
            List.of(DirectoryMap.unchanged(rows)),
            List.of(directories.put(rows.name(), entry)),
            marked.stream().map(Version::dot).toList());
    return directories
        .mutate(directory, mutation, context)
        .thenCompose(
            result ->
                result instanceof MutationResult.Refused refused
                    ? stay(directory, NamedRows.of(rows.name(), refused.current()), move, context)
                    : CompletableFuture.completedFuture(null));
  }

  private static boolean isOf(Version version, ObjectId move) {
    return version.departure().filter(leaving -> leaving.move().equals(move)).isPresent();
  }

  private CompletableFuture<Void> pause() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.schedule(PAUSE, () -> passed.complete(null));
    return passed;
  }
}
