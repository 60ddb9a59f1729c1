// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import java.util.Arrays;

/** The number of the first state at each depth; a search breadth first numbers them in order. */
final class Levels {

  private int[] begins = new int[64];
  private int count;

  void begin(int index) {
    if (count == begins.length) {
      begins = Arrays.copyOf(begins, 2 * count);
    }
    begins[count++] = index;
  }

  /** Returns the depth of the deepest states that were expanded. */
  int last() {
    return count - 1;
  }

  int depthOf(int index) {
    int at = Arrays.binarySearch(begins, 0, count, index);
    return at >= 0 ? at : -at - 2;
  }
}
