// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Condition;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Moves directories from one directory to another, one at a time in the whole ring, so that none
 * ever becomes its own ancestor: two moves that are each harmless could together close a circle.
 *
 * <p>A move writes its intent to the one row of a map that all know, which only one can hold; then
 * it checks the ancestors of the target, inserts there, sets the link to the parent, removes at the
 * source, and removes the intent. A crash leaves the intent: the next mover waits until its owner
 * must have given up, then ends the move. Until then the directory is at its old place, or at both;
 * never at neither. Two sides of a partition can still close a circle. Confined to the event loop.
 */
final class DirectoryMoves {

  /** The longest that a move takes, waiting for another one included. */
  static final Duration LONGEST = Duration.ofSeconds(90);

  /** Where moves are announced, the same in every ring. */
  static final ObjectId MOVES = new ObjectId(0, 1);

  private static final String ROW = "move";
  private static final Duration OWN = Duration.ofSeconds(20);
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ObjectStore store;
  private final DirectoryMap directories;
  private final EventLoop loop;

  DirectoryMoves(ObjectStore store, DirectoryMap directories, EventLoop loop) {
    this.store = store;
    this.directories = directories;
    this.loop = loop;
  }

  CompletableFuture<Void> move(Found found, ObjectId to, String toName, CallContext context) {
    MoveIntent intent =
        new MoveIntent(
            directories.newToken(),
            found.entry().id(),
            found.entry().modified(),
            found.directory(),
            found.rows().name(),
            found.version().dot(),
            to,
            toName);
    return begin(intent, null, 0, context);
  }

  /**
   * Takes the row, or waits for it.
   *
   * @param held the dot of the intent that was there at the last look
   * @param sinceNanos since when it has been the same
   */
  private CompletableFuture<Void> begin(
      MoveIntent intent, @Nullable Dot held, long sinceNanos, CallContext context) {
    Mutation mutation =
        new Mutation(
            List.of(new Condition.Absent(ROW)),
            List.of(new Mutation.Put(ROW, intent.encode())),
            List.of());
    return store
        .mutate(MOVES, mutation, context)
        .thenCompose(
            result -> {
              if (result instanceof MutationResult.Applied) {
                return driveOwn(intent, context);
              }
              Row other = ((MutationResult.Refused) result).current().get(0);
              boolean same = other.dot().equals(held);
              long since = same ? sinceNanos : loop.nowNanos();
              if (loop.nowNanos() - since < LEFT_BEHIND.toNanos()) {
                return pause().thenCompose(done -> begin(intent, other.dot(), since, context));
              }
              return drive(MoveIntent.decode(other.value()), context)
                  .handle((done, failure) -> null)
                  .thenCompose(done -> begin(intent, null, 0, context));
            });
  }

  /** Ends before others may think it was left behind. */
  private CompletableFuture<Void> driveOwn(MoveIntent intent, CallContext context) {
    CallContext own = context.child(OWN);
    return drive(intent, own)
        .exceptionallyCompose(
            failure -> {
              FileError error = FileErrors.ofChange(failure);
              return CompletableFuture.failedFuture(
                  isRefusal(error)
                      ? error
                      : new FileError(Kind.MAY_HAVE_HAPPENED, "The move may still happen.", error));
            })
        .whenComplete((done, failure) -> own.close());
  }

  private CompletableFuture<Void> drive(MoveIntent intent, CallContext context) {
    return isAtTarget(intent, context)
        .thenCompose(
            there ->
                there
                    ? CompletableFuture.completedFuture(null)
                    : checkAncestors(intent, List.of(intent.to()), new TreeSet<>(), context)
                        .thenCompose(done -> checkSource(intent, context))
                        .thenCompose(done -> insert(intent, context)))
        .thenCompose(
            done -> directories.link(intent.directory(), intent.to(), intent.toName(), context))
        .thenCompose(
            done ->
                directories.mutate(
                    intent.from(),
                    new Mutation(List.of(), List.of(), List.of(intent.fromDot())),
                    context))
        .handle((done, failure) -> Optional.ofNullable(failure).map(FileErrors::ofChange))
        .thenCompose(
            failure -> {
              if (failure.isPresent() && !isRefusal(failure.get())) {
                return CompletableFuture.failedFuture(failure.get());
              }
              return end(intent, context)
                  .thenCompose(
                      done ->
                          failure.isPresent()
                              ? CompletableFuture.failedFuture(failure.get())
                              : CompletableFuture.completedFuture(null));
            });
  }

  /** Says whether the failure is one of the checks, after which nothing has changed. */
  private static boolean isRefusal(FileError error) {
    return switch (error.kind()) {
      case NOT_FOUND, EXISTS, NAME_NOT_ALLOWED -> true;
      default -> false;
    };
  }

  private CompletableFuture<Boolean> isAtTarget(MoveIntent intent, CallContext context) {
    return directories
        .get(intent.to(), intent.toName(), context)
        .thenApply(
            rows ->
                rows.versions().stream()
                    .anyMatch(version -> version.entry().token().equals(intent.token())));
  }

  /** Goes up from the target, by every link there is, and must not meet what moves. */
  private CompletableFuture<Void> checkAncestors(
      MoveIntent intent, List<ObjectId> above, Set<ObjectId> seen, CallContext context) {
    if (above.contains(intent.directory())) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "A directory cannot move into itself.");
    }
    List<ObjectId> fresh = above.stream().filter(seen::add).toList();
    if (seen.size() > 4 * FtpPath.MAX_DEPTH) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "The target is too deep.");
    }
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (ObjectId directory : fresh) {
      all =
          all.thenCompose(done -> directories.parents(directory, context))
              .thenCompose(parents -> checkAncestors(intent, parents, seen, context));
    }
    return all;
  }

  private CompletableFuture<Void> checkSource(MoveIntent intent, CallContext context) {
    return directories
        .get(intent.from(), intent.fromName(), context)
        .thenAccept(
            rows -> {
              if (!rows.dots().contains(intent.fromDot())) {
                throw FileErrors.notFound();
              }
            });
  }

  private CompletableFuture<MutationResult.Applied> insert(MoveIntent intent, CallContext context) {
    DirectoryEntry entry =
        new DirectoryEntry(intent.token(), intent.directory(), intent.modified());
    return directories.change(
        intent.to(),
        intent.toName(),
        rows -> {
          if (!rows.isEmpty()) {
            throw new FileError(Kind.EXISTS, "The name is taken.");
          }
          return new Mutation(
              List.of(), List.of(DirectoryMap.put(intent.toName(), entry)), List.of());
        },
        context);
  }

  private CompletableFuture<Void> end(MoveIntent intent, CallContext context) {
    return store
        .get(MOVES, ROW, context)
        .thenCompose(
            rows -> {
              List<Dot> own =
                  rows.stream()
                      .filter(row -> MoveIntent.decode(row.value()).token().equals(intent.token()))
                      .map(Row::dot)
                      .toList();
              return own.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : store
                      .mutate(MOVES, new Mutation(List.of(), List.of(), own), context)
                      .thenApply(done -> null);
            });
  }

  private CompletableFuture<Void> pause() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.schedule(PAUSE, () -> passed.complete(null));
    return passed;
  }
}
