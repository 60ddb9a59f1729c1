// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.ftp.namespace.PathWalk.Found;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.Mutation;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Removes empty directories: seals the directory, then removes the row of its name that was there
 * before. Confined to the event loop.
 */
final class DirectoryRemoval {

  private final DirectoryMap directories;
  private final Parts parts;
  private final Seals seals;

  DirectoryRemoval(DirectoryMap directories, Parts parts) {
    this.directories = directories;
    this.parts = parts;
    this.seals = directories.seals();
  }

  CompletableFuture<Void> remove(Found found, String name, CallContext context) {
    if (!(found.entry() instanceof DirectoryEntry directory)) {
      throw new FileError(Kind.NOT_A_DIRECTORY, "Not a directory.");
    }
    return seals
        .seal(directory.id(), context)
        .thenCompose(seal -> removeSealed(found, name, directory, seal, context))
        .thenCompose(removed -> dropParts(directory, context));
  }

  /** It is removed all the same; those that stay go when their time is over. */
  private CompletableFuture<Void> dropParts(DirectoryEntry directory, CallContext context) {
    return parts.dropAll(directory.id(), context).exceptionally(failure -> null);
  }

  private CompletableFuture<Void> removeSealed(
      Found found, String name, DirectoryEntry directory, Bytes seal, CallContext context) {
    return directories
        .change(
            found.directory(), found.rows().name(), rows -> removal(rows, name, directory), context)
        .thenCompose(removed -> checkGone(found, directory, context))
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              FileError error = FileErrors.ofChange(failure);
              // Only when its name certainly stays: a sealed directory takes no new names.
              return error.kind() == Kind.NOT_FOUND || error.kind() == Kind.FAILED
                  ? seals
                      .unseal(directory.id(), seal, context)
                      .<Void>thenCompose(opened -> CompletableFuture.failedFuture(error))
                  : CompletableFuture.<Void>failedFuture(error);
            })
        .thenCompose(result -> result);
  }

  /** Only the row that was seen before the seal: a newer one says that the seal was taken off. */
  private static Mutation removal(NamedRows rows, String name, DirectoryEntry directory) {
    Version version = PathWalk.select(rows, name);
    if (!version.entry().id().equals(directory.id())) {
      throw FileErrors.notFound();
    }
    if (!version.entry().token().equals(directory.token())) {
      throw changed();
    }
    return new Mutation(List.of(), List.of(), version.dots());
  }

  /** To remove a row that a newer one has superseded counts as done; the directory is there yet. */
  private CompletableFuture<Void> checkGone(
      Found found, DirectoryEntry directory, CallContext context) {
    return directories
        .get(found.directory(), found.rows().name(), context)
        .thenAccept(
            rows -> {
              if (rows.versions().stream()
                  .anyMatch(version -> version.entry().id().equals(directory.id()))) {
                throw changed();
              }
            });
  }

  private static FileError changed() {
    return new FileError(Kind.FAILED, "The directory was changed meanwhile; try again.");
  }
}
