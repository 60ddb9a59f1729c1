// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.runtime.CallContext;
import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Makes one directory of several of one name, which two sides of a partition have made: all that is
 * in the others moves to the one that has the name, beside what has the same name there, and the
 * others are removed. Each step can be repeated by any host. Confined to the event loop.
 */
final class DirectoryJoin {

  private static final int PAGE = 64;

  private final DirectoryMap directories;
  private final Moves moves;
  private final DirectoryMoves directoryMoves;
  private final DirectoryRemoval removal;

  DirectoryJoin(
      DirectoryMap directories,
      Moves moves,
      DirectoryMoves directoryMoves,
      DirectoryRemoval removal) {
    this.directories = directories;
    this.moves = moves;
    this.directoryMoves = directoryMoves;
    this.removal = removal;
  }

  /**
   * Joins the directories of one name.
   *
   * @return the directory into which the others went, which may now have such names itself
   */
  CompletableFuture<List<ObjectId>> join(ObjectId parent, NamedRows rows, CallContext context) {
    List<Version> same =
        rows.versions().stream()
            .filter(version -> version.entry() instanceof DirectoryEntry)
            .toList();
    if (same.size() < 2) {
      return CompletableFuture.completedFuture(List.of());
    }
    ObjectId into = same.get(same.size() - 1).entry().id();
    Found loser = new Found(parent, rows, same.get(0));
    return empty(loser.entry().id(), into, context)
        .thenCompose(done -> removal.remove(loser, rows.conflictName(loser.version()), context))
        .thenCompose(done -> directories.getSettled(parent, rows.name(), context))
        .thenCompose(left -> join(parent, left, context))
        .thenApply(done -> List.of(into));
  }

  private CompletableFuture<Void> empty(ObjectId from, ObjectId into, CallContext context) {
    return directories
        .scan(from, "", PAGE, context)
        .thenCompose(
            page -> {
              CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
              for (NamedRows rows : page) {
                all = all.thenCompose(done -> moveAll(from, rows.name(), into, context));
              }
              return page.isEmpty() ? all : all.thenCompose(done -> empty(from, into, context));
            });
  }

  private CompletableFuture<Void> moveAll(
      ObjectId from, String name, ObjectId into, CallContext context) {
    return directories
        .getSettled(from, name, context)
        .thenCompose(
            rows ->
                rows.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : move(new Found(from, rows, rows.versions().get(0)), into, context)
                        .thenCompose(moved -> moveAll(from, name, into, context)));
  }

  private CompletableFuture<Boolean> move(Found found, ObjectId into, CallContext context) {
    String name = found.rows().name();
    return found.entry() instanceof DirectoryEntry
        ? directoryMoves.moveBeside(found, into, name, context)
        : moves.move(
            found, new Departure(directories.newToken(), into, name), new Beside(), context);
  }

  /** A name that takes no other's place. */
  private record Beside() implements Moves.Arrival {

    @Override
    public List<Dot> replaces(NamedRows target) {
      return List.of();
    }

    @Override
    public CompletableFuture<Void> arrived() {
      return CompletableFuture.completedFuture(null);
    }
  }
}
