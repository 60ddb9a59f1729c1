// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.WallClock;
import io.dftp.store.Mutation;
import io.dftp.store.ObjectId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes directories: first their map, then their name. Confined to the event loop. */
final class DirectoryMaking {

  private final DirectoryMap directories;
  private final WallClock clock;

  DirectoryMaking(DirectoryMap directories, WallClock clock) {
    this.directories = directories;
    this.clock = clock;
  }

  static FileError taken() {
    return new FileError(Kind.EXISTS, "The name is taken.");
  }

  /** Makes one; fails with {@code EXISTS} if there is anything of that name. */
  CompletableFuture<Void> make(ObjectId parent, String name, CallContext context) {
    ObjectId id = directories.newToken();
    // The link first: a directory that can be seen can be hung up again.
    return directories
        .get(parent, name, context)
        .thenCompose(
            rows -> {
              if (!rows.isEmpty()) {
                throw taken();
              }
              return directories.create(id, parent, name, context);
            })
        .thenCompose(
            linked ->
                directories.change(
                    parent,
                    name,
                    rows -> {
                      if (!rows.isEmpty()) {
                        throw taken();
                      }
                      return new Mutation(
                          List.of(), List.of(directories.put(name, entry(id))), List.of());
                    },
                    context))
        .thenApply(done -> null);
  }

  /** Returns what a name stands for that gets this directory now. */
  DirectoryEntry entry(ObjectId id) {
    return new DirectoryEntry(directories.newToken(), id, clock.now());
  }
}
