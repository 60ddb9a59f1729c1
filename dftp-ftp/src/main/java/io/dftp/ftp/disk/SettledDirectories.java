// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The directories below a root that are durable with all names they had when this process first
 * touched them. Safe for use by several threads.
 *
 * <p>A directory that exists proves nothing: this process may have created it a moment ago on
 * another thread, or a killed one may have left names in it that were never forced. So each is
 * forced, with its parents up to the root, once in the life of the process. At most 65 792 are
 * remembered.
 */
final class SettledDirectories {

  private final DurableFiles files;
  private final Path root;
  private final Set<Path> settled = new HashSet<>();

  SettledDirectories(DurableFiles files, Path root) {
    this.files = files;
    this.root = root;
  }

  /** Creates the directory if it is not there, and makes it and its names durable. */
  synchronized void settle(Path directory) throws IOException {
    if (settled.contains(directory)) {
      return;
    }
    if (!directory.equals(root)) {
      Path parent = directory.getParent();
      if (parent == null || !directory.startsWith(root)) {
        throw new IOException(directory + " is not below " + root);
      }
      settle(parent);
      if (!files.isDirectory(directory)) {
        settled.remove(parent);
        files.createDirectory(directory);
        settle(parent);
      }
    }
    files.forceDirectory(directory);
    settled.add(directory);
  }

  /** Takes note that a name there has changed, and could not be forced. */
  synchronized void unsettle(Path directory) {
    settled.remove(directory);
  }
}
