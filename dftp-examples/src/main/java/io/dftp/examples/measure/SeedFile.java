// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file in which a campaign keeps what each seed came to, a line each, so that it can be gone on
 * with; or none.
 */
final class SeedFile {

  private final @Nullable Path file;

  SeedFile(@Nullable Path file) {
    this.file = file;
  }

  /** Returns all lines, the last of which may be broken off; makes the file if there is none. */
  List<String> lines() throws IOException {
    Path kept = file;
    if (kept == null) {
      return List.of();
    }
    if (Files.notExists(kept)) {
      Files.createFile(kept);
    }
    return Files.readAllLines(kept, StandardCharsets.UTF_8);
  }

  /** Adds a line. */
  synchronized void keep(String line) throws IOException {
    Path kept = file;
    if (kept != null) {
      // Begins with an end of line: the last one may be broken off.
      Files.writeString(kept, "\n" + line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
  }
}
