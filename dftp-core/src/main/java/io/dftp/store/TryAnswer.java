// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.net.NodeAddress;
import java.util.List;
import java.util.Optional;

/** What an owner says of an operation that it was asked to try, or to void. */
sealed interface TryAnswer {

  /** It has taken effect, and is durable on so many hosts. */
  record Applied(int copies, int wanted) implements TryAnswer {}

  /** A condition does not hold; nothing was written. */
  record Refused(int failed, List<Row> current) implements TryAnswer {
    /** Keeps an immutable copy. */
    public Refused {
      current = ImmutableList.copyOf(current);
    }
  }

  /** It has never taken effect and never will, durably so at all holders. */
  record Voided() implements TryAnswer {}

  /** It was decided, and what was decided is forgotten. */
  record Forgotten() implements TryAnswer {}

  /** It was not tried here; if an owner is named, that one is newer. */
  record Elsewhere(Optional<NodeAddress> owner) implements TryAnswer {}

  /**
   * It was not tried, because of what may pass.
   *
   * @param unknown whether no host that can be reached knows the map, or all of it that matters
   */
  record NotNow(boolean unknown, String why) implements TryAnswer {}
}
