// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.namespace.DirectoryMap.WrittenLink;
import io.dftp.ftp.namespace.NamedRows.Version;
import io.dftp.runtime.CallContext;
import io.dftp.store.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where directories really hang: a directory says where in its link, and the row there must name
 * it. Confined to the event loop.
 */
final class Hangings {

  private final DirectoryMap directories;

  Hangings(DirectoryMap directories) {
    this.directories = directories;
  }

  /**
   * One place where a directory hangs.
   *
   * @param link what the directory says of it
   * @param rows all versions of its name there
   * @param version the one that names it
   */
  record Hanging(WrittenLink link, NamedRows rows, Version version) {
    ObjectId parent() {
      return link.link().parent();
    }

    /** Says whether it is the same row, of which the directory may speak in several links. */
    boolean isSameName(Hanging other) {
      return link.place().equals(other.link.place()) && version.dot().equals(other.version.dot());
    }
  }

  /** Returns the places that both the directory and its parent speak of. */
  CompletableFuture<List<Hanging>> of(ObjectId directory, CallContext context) {
    return directories
        .latestLinks(directory, context)
        .thenCompose(links -> of(directory, links, context));
  }

  CompletableFuture<List<Hanging>> of(
      ObjectId directory, List<WrittenLink> links, CallContext context) {
    List<Hanging> found = new ArrayList<>();
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (WrittenLink written : links) {
      ParentLink link = written.link();
      all =
          all.thenCompose(done -> directories.get(link.parent(), link.name(), context))
              .thenAccept(
                  rows ->
                      rows.versions().stream()
                          .filter(version -> version.entry().id().equals(directory))
                          .forEach(version -> found.add(new Hanging(written, rows, version))));
    }
    return all.thenApply(done -> found);
  }
}
