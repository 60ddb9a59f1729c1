// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.DirectoryMap.Place;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.runtime.CallContext;
import io.dftp.store.Dot;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Moves names. Within a directory that is one change of one map, between two it goes through {@link
 * Moves}, and of directories through {@link DirectoryMoves}. Confined to the event loop.
 */
final class Renames {

  private static final int MOST_TRIES = 16;

  private final DirectoryMap directories;
  private final PathWalk paths;
  private final Moves moves;
  private final DirectoryMoves directoryMoves;

  Renames(DirectoryMap directories, PathWalk paths, Moves moves, DirectoryMoves directoryMoves) {
    this.directories = directories;
    this.paths = paths;
    this.moves = moves;
    this.directoryMoves = directoryMoves;
  }

  CompletableFuture<Void> rename(FtpPath from, FtpPath to, CallContext context) {
    return paths
        .find(from, context)
        .thenCompose(
            found ->
                paths
                    .directory(to.parent(), context)
                    .thenCompose(directory -> rename(found, from, directory, to, context)));
  }

  private CompletableFuture<Void> rename(
      Found found, FtpPath from, ObjectId directory, FtpPath to, CallContext context) {
    if (from.equals(to)) {
      return CompletableFuture.completedFuture(null);
    }
    if (to.startsWith(from)) {
      throw new FileError(Kind.NAME_NOT_ALLOWED, "A directory cannot move into itself.");
    }
    return attempt(found, from.name(), directory, to.name(), context, MOST_TRIES);
  }

  /** Moves the name as it was found, or as it is once it stays where it is. */
  private CompletableFuture<Void> attempt(
      Found found, String from, ObjectId directory, String to, CallContext context, int tries) {
    if (tries == 0) {
      throw new FileError(Kind.FAILED, "The names change all the time; try again.");
    }
    return once(found, directory, to, context)
        .thenCompose(
            moved ->
                moved
                    ? CompletableFuture.completedFuture(null)
                    : directories
                        .getSettled(found.directory(), found.rows().name(), context)
                        .thenCompose(rows -> paths.findIn(found.directory(), from, context))
                        .thenCompose(
                            again -> attempt(again, from, directory, to, context, tries - 1)));
  }

  /** Says whether it was moved; if not, names have changed since they were read. */
  private CompletableFuture<Boolean> once(
      Found found, ObjectId directory, String to, CallContext context) {
    if (!found.rows().departing().isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    if (found.directory().equals(directory)) {
      return within(found, to, context);
    }
    return found.entry() instanceof DirectoryEntry
        ? directoryMoves.move(found, directory, to, context)
        : moves.move(
            found,
            new Departure(directories.newToken(), directory, to),
            new FileArrival(found.entry()),
            context);
  }

  private CompletableFuture<Boolean> within(Found found, String to, CallContext context) {
    ObjectId directory = found.directory();
    return directories
        .getSettled(directory, to, context)
        .thenCompose(
            target -> {
              checkMayReplace(found.entry(), target);
              return directories
                  .naming()
                  .write(
                      directory,
                      withinMutation(found, target),
                      List.of(found.rows(), target),
                      Optional.empty(),
                      context);
            })
        .thenCompose(
            result -> {
              if (result instanceof MutationResult.Applied) {
                return linkIfDirectory(found.entry(), directory, to, context)
                    .thenApply(done -> true);
              }
              if (((MutationResult.Refused) result).failed() == 0) {
                throw FileErrors.notFound();
              }
              return CompletableFuture.completedFuture(false);
            });
  }

  private Mutation withinMutation(Found found, NamedRows target) {
    List<Mutation.Condition> conditions = new ArrayList<>();
    conditions.add(Seals.none());
    conditions.add(DirectoryMap.unchanged(found.rows()));
    conditions.add(DirectoryMap.unchanged(target));
    List<Dot> removed = new ArrayList<>();
    removed.addAll(found.version().dots());
    target
        .shown()
        .filter(version -> !version.dot().equals(found.version().dot()))
        .ifPresent(version -> removed.addAll(version.dots()));
    Entry moved = found.entry().withToken(directories.newToken());
    return new Mutation(conditions, List.of(directories.put(target.name(), moved)), removed);
  }

  private CompletableFuture<Void> linkIfDirectory(
      Entry entry, ObjectId parent, String name, CallContext context) {
    return entry instanceof DirectoryEntry directory
        ? directories
            .link(directory.id(), new Place(parent, name), Optional.empty(), context)
            .exceptionallyCompose(
                failure ->
                    CompletableFuture.failedFuture(
                        new FileError(
                            Kind.MAY_HAVE_HAPPENED,
                            "The directory has its new name; its link upwards was not written.",
                            failure)))
        : CompletableFuture.completedFuture(null);
  }

  /** A file takes the place of a file, and of nothing else. */
  private record FileArrival(Entry moved) implements Moves.Arrival {

    @Override
    public List<Dot> replaces(NamedRows target) {
      checkMayReplace(moved, target);
      return target.shown().map(Version::dots).orElse(List.of());
    }

    @Override
    public CompletableFuture<Void> arrived() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private static void checkMayReplace(Entry moved, NamedRows target) {
    Optional<Version> replaced = target.shown();
    if (replaced.isPresent()
        && (moved instanceof DirectoryEntry || replaced.get().entry() instanceof DirectoryEntry)) {
      throw new FileError(Kind.EXISTS, "The name is taken.");
    }
  }
}
