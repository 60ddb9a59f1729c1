// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What a pure protocol decided on one event: the next state, and the effects to run in their order.
 *
 * @param state the state after the event
 * @param effects what the shell has to do, in this order
 */
public record Step<S, E>(S state, List<E> effects) {

  /** Keeps an immutable copy of the effects. */
  public Step {
    effects = ImmutableList.copyOf(effects);
  }

  /** Returns a step with the effects in the order given. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <S, E> Step<S, E> of(S state, E... effects) {
    return new Step<>(state, List.of(effects));
  }
}
