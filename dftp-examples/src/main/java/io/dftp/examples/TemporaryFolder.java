// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is deleted when it is closed, and when the process is asked to end. */
final class TemporaryFolder implements AutoCloseable {

  private final Path path;
  private final Thread hook;

  private TemporaryFolder(Path path) {
    this.path = path;
    hook = new Thread(this::deleteAll, "delete-" + path.getFileName());
  }

  /** Makes a new folder under the platform's folder for temporary files. */
  static TemporaryFolder create(String prefix) throws IOException {
    TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(prefix));
    Runtime.getRuntime().addShutdownHook(folder.hook);
    return folder;
  }

  /** Returns where it is. */
  Path path() {
    return path;
  }

  @Override
  public void close() {
    deleteAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs or has run: it finds nothing left.
      return;
    }
  }

  private void deleteAll() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Temporary files that stay behind are the platform's to remove.
      return;
    }
  }
}
