// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What is done to data folders of nodes that do not run. */
final class Folders {

  private Folders() {}

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path path : below(folder, Comparator.reverseOrder())) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Copies a folder with all that is in it; the target does not exist. */
  static void copy(Path from, Path to) throws IOException {
    for (Path path : below(from, Comparator.naturalOrder())) {
      Files.copy(
          path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /**
   * Flips one bit in each of a few files of blocks and rows.
   *
   * @return where
   */
  static List<String> flipBits(Path data, int most, RandomGenerator random) throws IOException {
    // Without the list of its rows' files a node does not start: an accident of its own.
    boolean lists = random.nextInt(4) == 0;
    List<Path> files = new ArrayList<>();
    for (Path path : below(data, Comparator.naturalOrder())) {
      if (Files.isRegularFile(path)
          && Files.size(path) > 0
          && mayRot(data.relativize(path), lists)) {
        files.add(path);
      }
    }
    List<String> flipped = new ArrayList<>();
    for (int i = 0; i < most && !files.isEmpty(); i++) {
      Path file = files.remove(random.nextInt(files.size()));
      long at = random.nextLong(Files.size(file));
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek(at);
        int value = bytes.read();
        bytes.seek(at);
        bytes.write(value ^ (1 << random.nextInt(8)));
      }
      flipped.add(data.relativize(file) + " at " + at);
    }
    return flipped;
  }

  private static boolean mayRot(Path file, boolean lists) {
    String first = file.getName(0).toString();
    String name = file.getFileName().toString();
    return first.equals("blocks")
        || (first.equals("rows")
            && (name.endsWith(".sst")
                || name.endsWith(".log")
                || (lists && name.startsWith("MANIFEST"))));
  }

  private static List<Path> below(Path folder, Comparator<Path> order) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(order).toList();
    }
  }
}
