// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.runtime.Step;

/**
 * What decides for a ring position: {@link RingProtocol#step}, or a wrapper around it that plants a
 * fault for a checker to find. Without side effects, and the same for equal arguments.
 */
@FunctionalInterface
public interface RingStep {

  /** Decides what the event means for a position in that state. */
  Step<RingState, RingEffect> step(RingState state, RingEvent event);
}
