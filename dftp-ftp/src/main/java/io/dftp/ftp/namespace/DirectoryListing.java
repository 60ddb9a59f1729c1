// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileInfo;
import io.dftp.runtime.CallContext;
import io.dftp.store.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Shows the names of a directory page by page. Confined to the event loop. */
final class DirectoryListing {

  private static final int MOST_NAMES = 512;

  private final DirectoryMap directories;

  DirectoryListing(DirectoryMap directories) {
    this.directories = directories;
  }

  /**
   * Gathers a page. A version that lost its name is listed just before the one that has it, so that
   * the last name of a page is always a real one, from which the next page can go on. All of one
   * name are on one page, even if that makes it longer.
   */
  CompletableFuture<DirectoryPage> page(
      ObjectId directory, String after, int limit, CallContext context) {
    return gather(directory, after, Math.min(limit, MOST_NAMES), new ArrayList<>(), context);
  }

  private CompletableFuture<DirectoryPage> gather(
      ObjectId directory, String after, int limit, List<FileInfo> found, CallContext context) {
    return directories
        .scan(directory, after, limit - found.size(), context)
        .thenCompose(
            names -> {
              if (names.isEmpty()) {
                return CompletableFuture.completedFuture(
                    new DirectoryPage(directory.toString(), found, true));
              }
              String last = after;
              for (NamedRows rows : names) {
                boolean fits = found.size() + rows.versions().size() <= limit;
                if (!fits && !found.isEmpty()) {
                  return CompletableFuture.completedFuture(
                      new DirectoryPage(directory.toString(), found, false));
                }
                add(rows, found);
                last = rows.name();
              }
              return found.size() >= limit
                  ? CompletableFuture.completedFuture(
                      new DirectoryPage(directory.toString(), found, false))
                  : gather(directory, last, limit, found, context);
            });
  }

  private static void add(NamedRows rows, List<FileInfo> found) {
    rows.hidden()
        .forEach(
            version -> found.add(RingFileSystem.info(rows.conflictName(version), version.entry())));
    rows.shown().ifPresent(version -> found.add(RingFileSystem.info(rows.name(), version.entry())));
  }
}
