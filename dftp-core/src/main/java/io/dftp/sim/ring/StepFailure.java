// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

/** The step function threw, or decided what no step may decide. */
final class StepFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailure(String message) {
    super(message, null, false, false);
  }
}
