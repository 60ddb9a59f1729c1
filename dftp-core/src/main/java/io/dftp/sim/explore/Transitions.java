// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import java.util.function.Supplier;

/** Takes the transitions that a {@link World} offers from one state. */
public interface Transitions<S> {

  /**
   * Offers a transition.
   *
   * @param label what happens, in words; asked for only when a trace is printed
   */
  void to(S next, Supplier<String> label);

  /**
   * Reports a transition that must not exist: it breaks a property of transitions, or the explored
   * code failed in it.
   *
   * @param property the name of what is broken
   * @param detail how it is broken
   */
  void broken(String property, Supplier<String> detail, Supplier<String> label);
}
