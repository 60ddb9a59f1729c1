// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.net.NodeAddress;
import java.util.List;
import java.util.Map;

/**
 * All that happened in a {@link TreeTrial}.
 *
 * @param uploads by their numbers
 * @param first the tree at the beginning
 */
record TreeHistory(Map<Integer, Upload> uploads, Snapshot first, List<Epoch> epochs) {

  TreeHistory {
    uploads = Map.copyOf(uploads);
    epochs = List.copyOf(epochs);
  }

  /**
   * What happened from one moment at which all was settled to the next.
   *
   * @param connected whether all hosts reached each other all the time
   * @param cuts those in which nothing passed
   * @param newcomers hosts that began their first ring while others were cut off, and may have
   *     found nobody; a ring that begins is empty
   * @param calls those that ended in it, which are all that began in it
   * @param after the tree at its end
   */
  record Epoch(
      boolean connected,
      List<Cut> cuts,
      List<NodeAddress> newcomers,
      List<TreeCall> calls,
      Snapshot after) {
    Epoch {
      cuts = List.copyOf(cuts);
      newcomers = List.copyOf(newcomers);
      calls = List.copyOf(calls);
    }
  }
}
