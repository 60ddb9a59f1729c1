// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data folder that has been created and not been used yet.
 *
 * @param folder the folder; nothing but what its creation and the start of a node made is in it
 * @param firstMissing the first directory on the way to it that was created, if one was
 */
record NewFolder(Path folder, Optional<Path> firstMissing) {

  private static final Logger log = LoggerFactory.getLogger(NewFolder.class);

  /** Removes all that was created; what cannot be removed stays and is logged. */
  void remove() {
    try {
      for (Path path : deepestFirst()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
      if (firstMissing.isPresent()) {
        removeUpTo(firstMissing.get());
      }
    } catch (DirectoryNotEmptyException shared) {
      log.debug("Another process has put something beside {}", folder);
    } catch (IOException failure) {
      log.warn("Could not remove the unused data folder {}: {}", folder, failure.toString());
    }
  }

  private void removeUpTo(Path first) throws IOException {
    Path path = folder;
    while (path != null && path.startsWith(first)) {
      Files.delete(path);
      path = path.getParent();
    }
  }

  private List<Path> deepestFirst() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
