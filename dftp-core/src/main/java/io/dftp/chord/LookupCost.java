// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

/**
 * What a lookup took, over all its attempts. Positions of the asking host cost nothing and are not
 * counted; the owner is asked, too, and is.
 *
 * @param answered members that answered as members, the path of a lookup without retries
 * @param gone members that were silent, or no members any more: the time-outs
 * @param attempts walks that were begun, 1 without retries
 */
public record LookupCost(int answered, int gone, int attempts) {

  /** The cost of an answer that nobody was asked for. */
  static final LookupCost NONE = new LookupCost(0, 0, 1);
}
