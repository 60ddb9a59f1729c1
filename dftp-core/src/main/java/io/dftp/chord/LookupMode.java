// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

/** Who carries a lookup from hop to hop (Stoica et al. 2003, section IV.C). */
public enum LookupMode {

  /**
   * The one who looks up asks one member after the other. Each silent member is noticed by itself
   * and gone around, and a cancelled lookup sends nothing more. A hop costs a round trip.
   */
  ITERATIVE,

  /**
   * Each member hands the question on, and the owner answers to the one who looks up: half the time
   * of {@link #ITERATIVE} or less. A question that gets lost is asked iteratively. What was handed
   * on cannot be called back, but ends after {@link LookupConfig#maxHops} messages.
   */
  RECURSIVE
}
