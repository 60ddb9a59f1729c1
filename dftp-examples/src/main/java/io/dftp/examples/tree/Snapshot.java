// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The whole tree as one host shows it.
 *
 * @param nodes by their paths
 */
record Snapshot(Map<String, Node> nodes) {

  Snapshot {
    nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
  }

  /**
   * A file or a directory.
   *
   * @param text the bytes of a file; empty for a directory
   * @param modified in milliseconds
   */
  record Node(boolean directory, String id, long modified, String text) {}
}
