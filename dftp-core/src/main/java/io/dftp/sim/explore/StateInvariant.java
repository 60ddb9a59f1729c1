// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import java.util.Optional;

/** What must hold in every state of a {@link World}. */
public interface StateInvariant<S> {

  /** Returns the name by which a violation is reported. */
  String name();

  /** Returns how the state breaks it; empty when it holds. */
  Optional<String> violation(S state);
}
