// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.ftp.namespace.RingSink.Target;
import io.dftp.runtime.CallContext;
import io.dftp.store.ObjectId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Finds what an upload will meet: a file, and the part that it goes on with. Confined to the event
 * loop.
 */
final class UploadTargets {

  private final PathWalk paths;
  private final Parts parts;

  UploadTargets(PathWalk paths, Parts parts) {
    this.paths = paths;
    this.parts = parts;
  }

  /** Finds it; fails with {@code BAD_OFFSET} if the upload fits neither file nor part. */
  CompletableFuture<Target> find(
      ObjectId directory, String name, WriteMode mode, CallContext context) {
    return file(directory, name, context)
        .thenCompose(
            target ->
                part(directory, name, mode, context).thenApply(part -> fit(target, mode, part)));
  }

  private CompletableFuture<Optional<Part>> part(
      ObjectId directory, String name, WriteMode mode, CallContext context) {
    return mode.user().isEmpty() || mode.kind() == WriteMode.Kind.REPLACE
        ? CompletableFuture.completedFuture(Optional.empty())
        : parts.find(new Parts.Place(directory, name, mode.user().get()), context);
  }

  private static Target fit(Target target, WriteMode mode, Optional<Part> found) {
    Optional<FileContent> part = found.map(Part::content);
    boolean isFile = target.before().isPresent();
    if (part.filter(bytes -> mode.continues(bytes.size(), isFile)).isPresent()) {
      return target.continuing(part.get());
    }
    mode.checkOffset(size(target.before()), size(part));
    return target;
  }

  private static OptionalLong size(Optional<FileContent> content) {
    return content.stream().mapToLong(FileContent::size).findAny();
  }

  /** A conflict name leads to the version that lost. */
  private CompletableFuture<Target> file(ObjectId directory, String name, CallContext context) {
    return paths
        .findIn(directory, name, context)
        .handle(
            (found, failure) -> {
              if (failure == null) {
                FileEntry file = RingFileSystem.fileOf(found.entry());
                return new Target(
                    directory,
                    found.rows().name(),
                    name,
                    Optional.of(file.content()),
                    Optional.empty());
              }
              FileError error = FileErrors.ofRead(failure);
              if (error.kind() != Kind.NOT_FOUND) {
                throw error;
              }
              return new Target(directory, name, name, Optional.empty(), Optional.empty());
            });
  }
}
