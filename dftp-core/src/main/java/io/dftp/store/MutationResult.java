// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What became of a {@link Mutation}. */
public sealed interface MutationResult {

  /**
   * It happened, and is durable on so many hosts.
   *
   * @param copies how many hosts have it durable
   * @param wanted how many should; more than {@code copies} when fewer hosts were live
   */
  record Applied(int copies, int wanted) implements MutationResult {}

  /**
   * It did not happen because a condition did not hold.
   *
   * @param failed the number of the condition in the mutation, from 0
   * @param current the rows of the name it spoke of
   */
  record Refused(int failed, List<Row> current) implements MutationResult {
    /** Keeps an immutable copy. */
    public Refused {
      current = ImmutableList.copyOf(current);
    }
  }
}
