// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

/** The timers of an elector; setting one replaces the one before. */
public enum ElectionTimer {
  /** Ends the phase, or beats in it. */
  PHASE,
  /** Repeats the phase's message, against loss. */
  REPEAT
}
