// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

/** What may go wrong in an explored election; each time it does costs one of the allowed faults. */
public enum Fault {
  /** A message is held back: it arrives at any later time, in any order, or never. */
  HOLD,
  /** A message arrives twice: now, and at any later time. */
  DUPLICATE,
  /** A host crashes, and may start again at any later time with what it had stored. */
  CRASH,
  /** A host leaves the election in good order, which is no fault, but as unforeseen as one. */
  RESIGN,
  /** A host stands still until any later time; what is sent to it is held back. */
  PAUSE,
  /** A host and the others lose all that they send to each other, until any later time. */
  ISOLATE,
  /** A host loses all that is sent to it, until any later time. */
  DEAFEN,
  /** All that a host sends is lost, until any later time. */
  MUTE;

  /** Says whether two hosts may lead because of it, until they hear each other again. */
  boolean makesTwoLeaders() {
    return this == PAUSE || this == ISOLATE || this == DEAFEN || this == MUTE;
  }
}
