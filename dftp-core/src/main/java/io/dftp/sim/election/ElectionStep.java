// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.ElectionEffect;
import io.dftp.bully.ElectionEvent;
import io.dftp.bully.ElectionState;
import io.dftp.runtime.Step;

/** The step that hosts run: that of {@code ElectionProtocol}, or a wrapper around it with a bug. */
@FunctionalInterface
public interface ElectionStep {

  /** Decides on one event. */
  Step<ElectionState, ElectionEffect> step(ElectionState state, ElectionEvent event);
}
