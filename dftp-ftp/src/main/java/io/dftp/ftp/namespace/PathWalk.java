// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.runtime.CallContext;
import io.dftp.store.ObjectId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Follows paths from the root through the maps of directories. Confined to the event loop. */
final class PathWalk {

  /** The map of the root's names, the same in every ring. */
  static final ObjectId ROOT = new ObjectId(0, 0);

  private final DirectoryMap directories;

  PathWalk(DirectoryMap directories) {
    this.directories = directories;
  }

  /**
   * A name that was found.
   *
   * @param directory where it is
   * @param rows all versions of its name; of the name that lost, if it was found by a conflict name
   * @param version the one that was asked for
   */
  record Found(ObjectId directory, NamedRows rows, Version version) {
    Entry entry() {
      return version.entry();
    }
  }

  /** Finds what is not the root; fails with {@code NOT_FOUND}. */
  CompletableFuture<Found> find(FtpPath path, CallContext context) {
    return descend(ROOT, path.parent().names(), 0, context)
        .thenCompose(directory -> findIn(directory, path.name(), context));
  }

  /** Finds a directory; fails with {@code NOT_FOUND}, or {@code NOT_A_DIRECTORY} for a file. */
  CompletableFuture<ObjectId> directory(FtpPath path, CallContext context) {
    if (path.isRoot()) {
      return CompletableFuture.completedFuture(ROOT);
    }
    return find(path, context)
        .thenApply(
            found -> {
              if (found.entry() instanceof DirectoryEntry directory) {
                return directory.id();
              }
              throw new FileError(Kind.NOT_A_DIRECTORY, "Not a directory.");
            });
  }

  /** Finds one name in a directory, also by the conflict name of a version that lost it. */
  CompletableFuture<Found> findIn(ObjectId directory, String name, CallContext context) {
    return directories
        .get(directory, name, context)
        .thenCompose(
            rows -> {
              if (!rows.isEmpty()) {
                return CompletableFuture.completedFuture(found(directory, rows, name));
              }
              Optional<String> original = ConflictName.original(name);
              if (original.isEmpty()) {
                throw FileErrors.notFound();
              }
              return directories
                  .get(directory, original.get(), context)
                  .thenApply(others -> found(directory, others, name));
            });
  }

  /** Returns the version that goes by the name, among those of a name; it may have changed. */
  static Version select(NamedRows rows, String name) {
    Optional<Version> version = rows.name().equals(name) ? rows.shown() : rows.hiddenAs(name);
    return version.orElseThrow(FileErrors::notFound);
  }

  private static Found found(ObjectId directory, NamedRows rows, String name) {
    return new Found(directory, rows, select(rows, name));
  }

  private CompletableFuture<ObjectId> descend(
      ObjectId from, List<String> names, int depth, CallContext context) {
    if (depth == names.size()) {
      return CompletableFuture.completedFuture(from);
    }
    return findIn(from, names.get(depth), context)
        .thenCompose(
            found -> {
              if (found.entry() instanceof DirectoryEntry directory) {
                return descend(directory.id(), names, depth + 1, context);
              }
              throw FileErrors.notFound();
            });
  }
}
