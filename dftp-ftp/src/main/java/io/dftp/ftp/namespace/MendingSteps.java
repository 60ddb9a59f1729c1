// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.DirectoryMap.Place;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.runtime.CallContext;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The changes by which a tree is mended, and how many were begun: after each of them there may be
 * more to mend. Confined to the event loop.
 */
final class MendingSteps {

  private final DirectoryMap directories;
  private long taken;

  MendingSteps(DirectoryMap directories) {
    this.directories = directories;
  }

  /** Returns how many were begun, or left to a move that is under way. */
  long taken() {
    return taken;
  }

  /** Counts one that somebody else takes. */
  void note() {
    taken++;
  }

  /** Writes where a directory hangs, if it does. */
  CompletableFuture<Void> link(
      ObjectId directory, ObjectId parent, String name, CallContext context) {
    taken++;
    return directories.link(directory, new Place(parent, name), Optional.empty(), context);
  }

  /** Takes down the name of a directory, if it is as it was read. */
  CompletableFuture<Void> takeDown(
      ObjectId parent, NamedRows rows, Version version, CallContext context) {
    if (!rows.departing().isEmpty()) {
      throw changed();
    }
    taken++;
    return directories
        .mutate(
            parent,
            new Mutation(List.of(DirectoryMap.unchanged(rows)), List.of(), version.dots()),
            context)
        .thenAccept(
            result -> {
              if (result instanceof MutationResult.Refused) {
                throw changed();
              }
            });
  }

  /** Returns why something has to be looked at again. */
  static FileError changed() {
    return new FileError(Kind.FAILED, "The name was changed meanwhile.");
  }
}
