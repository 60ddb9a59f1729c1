// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import java.util.ArrayList;
import java.util.List;

/**
 * What became different in one copy of a map, to be made durable in one batch (condition C4).
 *
 * @param added rows that stand now
 * @param removed rows that stood
 * @param prepared changes that wait for their commit now
 * @param ended changes that waited and do not any more
 */
record MapChange(List<Row> added, List<Row> removed, List<Change> prepared, List<Change> ended) {

  /** Returns one to which is added. */
  static MapChange empty() {
    return new MapChange(
        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }
}
