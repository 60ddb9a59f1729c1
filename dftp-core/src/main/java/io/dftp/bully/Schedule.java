// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/**
 * The timers of a host, each known by the generation that counts. Immutable.
 *
 * @param copiesLeft how often the phase's message is still repeated
 * @param phaseGeneration the number of the only phase timer that counts
 * @param phaseDueNanos when that timer is to fire
 * @param phaseDelayNanos how long it was set for
 * @param repeatGeneration the number of the only repeat timer that counts
 */
public record Schedule(
    int copiesLeft,
    long phaseGeneration,
    long phaseDueNanos,
    long phaseDelayNanos,
    long repeatGeneration) {

  /** Nothing is set. */
  static final Schedule IDLE = new Schedule(0, 0, 0, 0, 0);

  /** Returns the schedule with a new phase timer. */
  Schedule withPhase(long now, long delayNanos) {
    return new Schedule(
        copiesLeft, phaseGeneration + 1, now + delayNanos, delayNanos, repeatGeneration);
  }

  /** Returns the schedule with so many copies to come, under a new repeat timer. */
  Schedule withCopies(int copies) {
    return new Schedule(
        copies, phaseGeneration, phaseDueNanos, phaseDelayNanos, repeatGeneration + 1);
  }

  /** Returns the schedule in which no timer counts that was set before. */
  Schedule stopped() {
    return new Schedule(0, phaseGeneration + 1, 0, 0, repeatGeneration + 1);
  }
}
