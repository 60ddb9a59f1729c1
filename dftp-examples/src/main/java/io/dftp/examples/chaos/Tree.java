// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A whole tree as it was read.
 *
 * @param nodes what is at each path, conflict names and all
 */
record Tree(Map<String, Version> nodes) {

  Version at(String path) {
    return nodes.getOrDefault(path, Version.ABSENT);
  }

  /** Returns what is there under conflict names. */
  Map<String, Version> conflicts() {
    return nodes.entrySet().stream()
        .filter(entry -> Conflicts.isOne(entry.getKey()))
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }

  /** Demands that nothing is where nobody put it, and nothing is there twice. */
  void judge(Set<String> known) {
    Map<Version, String> places = new HashMap<>();
    nodes.forEach(
        (path, version) -> {
          if (!known.contains(Conflicts.original(path))) {
            throw new Wrong("nobody ever put anything at " + path + ", where there is " + version);
          }
          String other = version.isUnique() ? places.put(version, path) : null;
          if (other != null) {
            throw new Wrong("the same file " + version + " is at " + other + " and at " + path);
          }
        });
  }
}
