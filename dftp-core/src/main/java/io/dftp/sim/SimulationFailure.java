// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

/**
 * A simulated run went wrong: an invariant was violated, a task threw, or a condition was not
 * reached in time. The message holds the seed, the faults and the last events.
 */
public final class SimulationFailure extends AssertionError {

  private static final long serialVersionUID = 1L;

  SimulationFailure(String message) {
    super(message);
  }

  SimulationFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
