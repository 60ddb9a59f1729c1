// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import java.util.Arrays;

/**
 * A ring with messages under way, as numbers of a {@link MessageWorld}.
 *
 * @param positions by place: the number of the position's state, {@link #NONE} where none is
 * @param letters the numbers of the messages under way, in ascending order
 */
@SuppressWarnings("ArrayRecordComponent")
record MessageState(int[] positions, int[] letters) {

  static final int NONE = -1;

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageState that
        && Arrays.equals(positions, that.positions)
        && Arrays.equals(letters, that.letters);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(positions) + Arrays.hashCode(letters);
  }
}
