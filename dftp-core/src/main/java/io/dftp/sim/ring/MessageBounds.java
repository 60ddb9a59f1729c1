// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How large a world with messages under way is. What would exceed a bound is lost, and any message
 * may be lost at any time, so that each bounded behaviour is a possible one.
 *
 * @param ids places on the circle, 3 to 5
 * @param successors entries of a successor list; the world begins with one member more
 * @param incarnations of one place that a state may name; a place joins again only while one is
 *     free
 * @param letters messages under way at once, of all kinds; equal ones count as one
 * @param late of them, those whose asker has given up
 * @param operations open at once; more than the ring has members bounds nothing
 * @param leaves whether members also leave in good order, with farewells
 */
public record MessageBounds(
    int ids,
    int successors,
    int incarnations,
    int letters,
    int late,
    int operations,
    boolean leaves) {

  /** Checks the ranges. */
  public MessageBounds {
    checkArgument(ids >= 2 && ids <= 5, "ids must be 2..5, not %s", ids);
    checkArgument(
        successors >= 1 && successors < ids, "successors must be 1..%s: %s", ids - 1, successors);
    checkArgument(
        incarnations >= 1 && incarnations <= Names.INCARNATIONS,
        "incarnations must be 1..%s, not %s",
        Names.INCARNATIONS,
        incarnations);
    checkArgument(letters >= 2 && letters <= 31, "letters must be 2..31, not %s", letters);
    checkArgument(late >= 0 && late <= letters, "late must be 0..%s, not %s", letters, late);
    checkArgument(operations >= 1, "operations must be at least 1, not %s", operations);
  }

  /**
   * Returns bounds under which every state can be visited: for three identifiers in a minute with
   * all that can happen; for four without a second incarnation and without farewells.
   *
   * @param letters messages under way at once
   */
  public static MessageBounds of(int ids, int successors, int letters) {
    boolean small = ids <= 3;
    return new MessageBounds(
        ids, successors, small ? 2 : 1, letters, Math.max(0, letters - 2), ids, small);
  }

  /** Returns the bounds in a sentence. */
  public String inWords() {
    return "at most %s messages under way, %s of them late; %s incarnations of an identifier; %s"
        .formatted(
            letters,
            late,
            incarnations,
            leaves ? "members also leave in good order" : "members fail, none leaves");
  }
}
