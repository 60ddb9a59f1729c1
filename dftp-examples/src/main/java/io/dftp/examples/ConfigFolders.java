// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the settings of a user of this machine may lie, by the environment of a process; the first
 * place that serves is taken.
 *
 * @param folders absolute, the preferred one first; none where the environment names no place
 */
record ConfigFolders(List<Path> folders) {

  static final String VARIABLE = "DFTP_CONFIG_DIR";

  ConfigFolders {
    folders = List.copyOf(folders);
  }

  /**
   * Finds them.
   *
   * @param windows whether that is the system, which has a variable of its own
   * @throws IllegalArgumentException if the user named a folder that is not absolute
   */
  static ConfigFolders of(Map<String, String> environment, boolean windows) {
    String chosen = environment.getOrDefault(VARIABLE, "");
    if (!chosen.isEmpty()) {
      return new ConfigFolders(
          List.of(
              absolute(chosen)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              VARIABLE
                                  + " must be the absolute path of a folder, not '"
                                  + chosen
                                  + "'"))));
    }
    List<Path> found = new ArrayList<>();
    // A path that is not absolute would mean another folder in each working directory.
    absolute(environment.getOrDefault("XDG_CONFIG_HOME", ""))
        .ifPresent(config -> found.add(config.resolve("dftp")));
    absolute(environment.getOrDefault("HOME", ""))
        .ifPresent(home -> found.add(home.resolve(".config").resolve("dftp")));
    if (windows) {
      absolute(environment.getOrDefault("APPDATA", ""))
          .ifPresent(data -> found.add(data.resolve("dftp")));
    }
    return new ConfigFolders(found);
  }

  private static Optional<Path> absolute(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Path::isAbsolute);
    } catch (InvalidPathException notAPath) {
      return Optional.empty();
    }
  }
}
