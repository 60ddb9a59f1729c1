// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rounds that are done, in a file if there is one, so that a long run can be gone on with. */
final class Journal {

  private final @Nullable Path file;
  private final Encounters encounters = new Encounters();
  private final Set<Long> seeds = new HashSet<>();

  private Journal(@Nullable Path file) {
    this.file = file;
  }

  static Journal open(@Nullable Path file) throws IOException {
    Journal journal = new Journal(file);
    if (file == null) {
      return journal;
    }
    if (Files.notExists(file)) {
      Files.createFile(file);
    }
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      String[] words = line.split(" ", -1);
      // The last line may be broken off.
      if (words.length > 2 && words[words.length - 1].equals("right")) {
        journal.seeds.add(Long.parseLong(words[0]));
        journal.encounters.addAll(Encounters.parse(List.of(words).subList(1, words.length - 1)));
      }
    }
    return journal;
  }

  boolean has(long seed) {
    return seeds.contains(seed);
  }

  Encounters encounters() {
    return encounters;
  }

  void keep(long seed, Encounters met) throws IOException {
    encounters.addAll(met);
    if (file != null) {
      // Begins with an end of line: the last one may be broken off.
      Files.writeString(
          file,
          "\n" + seed + " " + String.join(" ", met.words()) + " right",
          StandardCharsets.UTF_8,
          StandardOpenOption.APPEND);
    }
  }
}
