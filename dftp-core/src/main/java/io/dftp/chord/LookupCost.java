// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

/**
 * What a lookup took, all its attempts together.
 *
 * @param hops other members that took part and answered, the owner among them: answers over the
 *     network in an iterative lookup, messages handed on in a recursive one; questions that begin a
 *     lookup through a contact do not count
 * @param silent members that were asked and did not answer as members in time
 * @param restarts attempts that ended unsure, so that the lookup began anew
 */
public record LookupCost(int hops, int silent, int restarts) {

  /** Nothing was asked. */
  public static final LookupCost NONE = new LookupCost(0, 0, 0);

  LookupCost plusHops(int more) {
    return new LookupCost(hops + more, silent, restarts);
  }

  LookupCost plusSilent() {
    return new LookupCost(hops, silent + 1, restarts);
  }

  LookupCost plusRestart() {
    return new LookupCost(hops, silent, restarts + 1);
  }

  @Override
  public String toString() {
    return hops + " hops, " + silent + " silent, " + restarts + " restarts";
  }
}
