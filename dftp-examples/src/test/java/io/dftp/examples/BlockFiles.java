// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The block files on the disks of several nodes. */
final class BlockFiles {

  private BlockFiles() {}

  /** Returns for each block the files that hold it. */
  static Map<String, List<Path>> byBlock(List<Path> dataFolders) throws IOException {
    Map<String, List<Path>> files = new TreeMap<>();
    for (Path folder : dataFolders) {
      for (Path file : below(folder.resolve("blocks"))) {
        files.merge(
            file.getFileName().toString(),
            List.of(file),
            (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
      }
    }
    return files;
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          // Content and number; what is still being written has another name.
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{32}-[0-9a-f]{8}"))
          .toList();
    } catch (NoSuchFileException nothingYet) {
      return List.of();
    } catch (UncheckedIOException changedMeanwhile) {
      throw changedMeanwhile.getCause();
    }
  }
}
