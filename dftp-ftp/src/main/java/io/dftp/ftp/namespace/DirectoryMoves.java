// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.DirectoryMap.Place;
import io.dftp.ftp.namespace.DirectoryMap.WrittenLink;
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
 * it checks the ancestors of the target, moves the name, sets the link to the parent while it is at
 * both places, and removes the intent. Who finds an intent that seems left behind ends that move
 * first: it has arrived, or never will ({@link MoveVerdicts}), however slow its owner is. Two sides
 * of a partition can still close a circle. Confined to the event loop.
 */
final class DirectoryMoves {

  /** The longest that a move takes, waiting for another one included. */
  static final Duration LONGEST = Duration.ofSeconds(90);

  /** Where moves are announced, the same in every ring. */
  static final ObjectId MOVES = new ObjectId(0, 1);

  private static final String ROW = "move";
  private static final Duration OWN = Duration.ofSeconds(20);
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ObjectStore store;
  private final DirectoryMap directories;
  private final Moves moves;
  private final EventLoop loop;

  DirectoryMoves(ObjectStore store, DirectoryMap directories, Moves moves, EventLoop loop) {
    this.store = store;
    this.directories = directories;
    this.moves = moves;
    this.loop = loop;
  }

  /** Moves a directory; says false if its name has changed since it was found. */
  CompletableFuture<Boolean> move(Found found, ObjectId to, String toName, CallContext context) {
    return move(found, to, toName, false, context);
  }

  /** Moves a directory to a name that may be taken: then it stands there beside the others. */
  CompletableFuture<Boolean> moveBeside(
      Found found, ObjectId to, String toName, CallContext context) {
    return move(found, to, toName, true, context);
  }

  private CompletableFuture<Boolean> move(
      Found found, ObjectId to, String toName, boolean beside, CallContext context) {
    MoveIntent intent =
        new MoveIntent(
            directories.newToken(),
            found.entry().id(),
            found.directory(),
            found.rows().name(),
            to,
            toName);
    return begin(new Moving(intent, found, beside), null, 0, context);
  }

  /** A move of this host. */
  private record Moving(MoveIntent intent, Found found, boolean beside) {}

  /**
   * Takes the row, or waits for it.
   *
   * @param held the dot of the intent that was there at the last look
   * @param sinceNanos since when it has been the same
   */
  private CompletableFuture<Boolean> begin(
      Moving moving, @Nullable Dot held, long sinceNanos, CallContext context) {
    Mutation mutation =
        new Mutation(
            List.of(new Condition.Absent(ROW)),
            List.of(new Mutation.Put(ROW, moving.intent().encode())),
            List.of());
    return store
        .mutate(MOVES, mutation, context)
        .thenCompose(
            result -> {
              if (result instanceof MutationResult.Applied) {
                return drive(moving, context);
              }
              Row other = ((MutationResult.Refused) result).current().get(0);
              boolean same = other.dot().equals(held);
              long since = same ? sinceNanos : loop.nowNanos();
              return loop.nowNanos() - since < LEFT_BEHIND.toNanos()
                  ? pause().thenCompose(done -> begin(moving, other.dot(), since, context))
                  : endLeftBehind(MoveIntent.decode(other.value()), context)
                      .thenCompose(done -> begin(moving, null, 0, context));
            });
  }

  /** Keeps its hold of the row for as long as it is open what becomes of the move. */
  private CompletableFuture<Boolean> drive(Moving moving, CallContext context) {
    MoveIntent intent = moving.intent();
    CallContext own = context.child(OWN);
    CompletableFuture<Void> checked =
        checkAncestors(intent, List.of(intent.to()), new TreeSet<>(), own);
    return checked
        .thenCompose(
            done ->
                moves.move(
                    moving.found(),
                    new Departure(intent.move(), intent.to(), intent.toName()),
                    new DirectoryArrival(moving, own),
                    own))
        .handle(
            (moved, failure) -> {
              Optional<FileError> error = Optional.ofNullable(failure).map(FileErrors::ofChange);
              boolean begun = !checked.isCompletedExceptionally();
              if (begun && error.filter(DirectoryMoves::isOpen).isPresent()) {
                return CompletableFuture.<Boolean>failedFuture(error.get());
              }
              return end(intent, own)
                  .handle((done, left) -> error)
                  .thenCompose(
                      told ->
                          told.isPresent()
                              ? CompletableFuture.<Boolean>failedFuture(told.get())
                              : CompletableFuture.completedFuture(moved));
            })
        .thenCompose(result -> result)
        .whenComplete((done, failure) -> own.close());
  }

  private static boolean isOpen(FileError error) {
    return error.kind() == Kind.MAY_HAVE_HAPPENED || error.kind() == Kind.NO_HOLDER;
  }

  private CompletableFuture<Void> link(MoveIntent intent, CallContext context) {
    return directories.link(
        intent.directory(),
        new Place(intent.to(), intent.toName()),
        Optional.of(new Place(intent.from(), intent.fromName())),
        context);
  }

  /** Brings a move of somebody else to its end, of which its link is the last that others need. */
  private CompletableFuture<Void> endLeftBehind(MoveIntent intent, CallContext context) {
    return directories
        .verdicts()
        .decide(intent.to(), intent.move(), context)
        .thenCompose(
            arrived -> arrived ? link(intent, context) : CompletableFuture.completedFuture(null))
        .thenCompose(
            done ->
                directories.leaving().end(intent.from(), intent.fromName(), intent.move(), context))
        .thenCompose(done -> end(intent, context));
  }

  /** A directory takes no other's place, and its link is right before its old name goes. */
  private final class DirectoryArrival implements Moves.Arrival {
    private final Moving moving;
    private final CallContext context;

    DirectoryArrival(Moving moving, CallContext context) {
      this.moving = moving;
      this.context = context;
    }

    @Override
    public List<Dot> replaces(NamedRows target) {
      if (!target.isEmpty() && !moving.beside()) {
        throw new FileError(Kind.EXISTS, "The name is taken.");
      }
      return List.of();
    }

    @Override
    public CompletableFuture<Void> arrived() {
      return link(moving.intent(), context);
    }
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
          all.thenCompose(done -> directories.links(directory, context))
              .thenCompose(links -> checkAncestors(intent, parents(links), seen, context));
    }
    return all;
  }

  private static List<ObjectId> parents(List<WrittenLink> links) {
    return links.stream().map(written -> written.link().parent()).toList();
  }

  private CompletableFuture<Void> end(MoveIntent intent, CallContext context) {
    return store
        .get(MOVES, ROW, context)
        .thenCompose(
            rows -> {
              List<Dot> own =
                  rows.stream()
                      .filter(row -> MoveIntent.decode(row.value()).move().equals(intent.move()))
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
