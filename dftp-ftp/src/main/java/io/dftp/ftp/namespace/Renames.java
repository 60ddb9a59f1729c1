// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
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
 * Moves names. Within a directory that is one change of one map. A file that moves to another
 * directory is first inserted there, then removed here: a reader may see both names for a moment,
 * and a crash in between leaves both, with the same bytes; never neither. Directories that move to
 * another one go through {@link DirectoryMoves}. Confined to the event loop.
 */
final class Renames {

  private static final int MOST_TRIES = 16;

  private final DirectoryMap directories;
  private final PathWalk paths;
  private final DirectoryMoves moves;

  Renames(DirectoryMap directories, PathWalk paths, DirectoryMoves moves) {
    this.directories = directories;
    this.paths = paths;
    this.moves = moves;
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
    if (found.directory().equals(directory)) {
      return within(found, from.name(), to.name(), context, MOST_TRIES);
    }
    return found.entry() instanceof DirectoryEntry
        ? moves.move(found, directory, to.name(), context)
        : moveFile(found, directory, to.name(), context);
  }

  private CompletableFuture<Void> within(
      Found found, String from, String to, CallContext context, int tries) {
    ObjectId directory = found.directory();
    return directories
        .get(directory, to, context)
        .thenCompose(
            target -> {
              checkMayReplace(found.entry(), target);
              return directories.mutate(directory, withinMutation(found, target), context);
            })
        .thenCompose(
            result -> {
              if (result instanceof MutationResult.Applied) {
                return linkIfDirectory(found.entry(), directory, to, context);
              }
              if (((MutationResult.Refused) result).failed() == 0) {
                throw FileErrors.notFound();
              }
              if (tries <= 1) {
                throw new FileError(Kind.FAILED, "The names change all the time; try again.");
              }
              return paths
                  .findIn(directory, from, context)
                  .thenCompose(again -> within(again, from, to, context, tries - 1));
            });
  }

  private Mutation withinMutation(Found found, NamedRows target) {
    List<Mutation.Condition> conditions = new ArrayList<>();
    conditions.add(Seals.none());
    conditions.add(DirectoryMap.unchanged(found.rows()));
    conditions.add(DirectoryMap.unchanged(target));
    List<Dot> removed = new ArrayList<>();
    removed.add(found.version().dot());
    target
        .shown()
        .filter(version -> !version.dot().equals(found.version().dot()))
        .ifPresent(version -> removed.add(version.dot()));
    Entry moved = found.entry().withToken(directories.newToken());
    return new Mutation(conditions, List.of(DirectoryMap.put(target.name(), moved)), removed);
  }

  private CompletableFuture<Void> linkIfDirectory(
      Entry entry, ObjectId parent, String name, CallContext context) {
    return entry instanceof DirectoryEntry directory
        ? directories
            .link(directory.id(), parent, name, context)
            .<Void>thenApply(done -> null)
            .exceptionallyCompose(
                failure ->
                    CompletableFuture.failedFuture(
                        new FileError(
                            Kind.MAY_HAVE_HAPPENED,
                            "The directory has its new name; its link upwards was not written.",
                            failure)))
        : CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> moveFile(
      Found found, ObjectId directory, String name, CallContext context) {
    Entry moved = found.entry().withToken(directories.newToken());
    return directories
        .change(
            directory,
            name,
            rows -> {
              checkMayReplace(moved, rows);
              return new Mutation(
                  List.of(),
                  List.of(DirectoryMap.put(name, moved)),
                  rows.shown().map(Version::dot).stream().toList());
            },
            context)
        .thenCompose(
            inserted ->
                directories
                    .mutate(
                        found.directory(),
                        new Mutation(List.of(), List.of(), List.of(found.version().dot())),
                        context)
                    .exceptionallyCompose(
                        failure ->
                            CompletableFuture.failedFuture(
                                new FileError(
                                    Kind.MAY_HAVE_HAPPENED,
                                    "The file is at its new place, and may be at the old one too.",
                                    failure))))
        .thenApply(done -> null);
  }

  private static void checkMayReplace(Entry moved, NamedRows target) {
    Optional<Version> replaced = target.shown();
    if (replaced.isPresent()
        && (moved instanceof DirectoryEntry || replaced.get().entry() instanceof DirectoryEntry)) {
      throw new FileError(Kind.EXISTS, "The name is taken.");
    }
  }
}
