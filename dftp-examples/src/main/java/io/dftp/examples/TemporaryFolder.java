// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for temporary files that is deleted when it is closed. */
final class TemporaryFolder implements AutoCloseable {

  /** Files may still appear while those who write them stop. */
  private static final int TRIES = 5;

  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /** Makes a new folder under the platform's folder for temporary files. */
  static TemporaryFolder create(String prefix) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(prefix));
  }

  /** Returns where it is. */
  Path path() {
    return path;
  }

  /** Deletes what can be deleted; the rest is the platform's to remove. */
  @Override
  public void close() {
    for (int i = 0; i < TRIES && Files.exists(path); i++) {
      deleteAll();
    }
  }

  private void deleteAll() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException changedMeanwhile) {
      return;
    }
  }
}
