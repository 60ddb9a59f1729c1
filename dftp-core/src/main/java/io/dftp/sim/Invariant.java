// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import java.util.Optional;

/** A rule that must hold after every event of a {@link Simulation}. */
public interface Invariant {

  /** Returns the name that a failure shows. */
  String name();

  /**
   * Looks at the whole simulated world, and changes nothing in it.
   *
   * @return what is wrong; empty when the rule holds
   */
  Optional<String> check();
}
