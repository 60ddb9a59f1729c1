// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Says whether a ring is sound, and whether it is ideal.
 *
 * <p>The invariants hold at every moment of a ring that keeps to the proven assumptions. A ring
 * that is still smaller than r+1 breaks {@link RingInvariant#SUFFICIENT_PRINCIPALS}, and may break
 * {@link RingInvariant#ONE_LIVE_SUCCESSOR} while its second member joins. {@linkplain #isIdeal
 * Ideal} is not an invariant: it is where a ring arrives when nobody joins, leaves or fails.
 */
public final class RingInvariants {

  private static final ImmutableList<RingInvariant> ALL =
      ImmutableList.copyOf(RingInvariant.values());

  private RingInvariants() {}

  /** Returns what is broken, in the order of {@link RingInvariant}; empty for a sound ring. */
  public static List<String> violations(RingSnapshot ring) {
    return ALL.stream()
        .flatMap(
            invariant ->
                invariant.violation(ring).stream().map(detail -> invariant.title() + ": " + detail))
        .toList();
  }

  /** Returns the first that is broken, as a sentence that begins with its name. */
  public static Optional<String> firstViolation(RingSnapshot ring) {
    return violations(ring).stream().findFirst();
  }

  /**
   * Says whether every member is on the ring, lists the members that follow it, as many as r, and
   * knows the one before it.
   *
   * @throws IllegalArgumentException if the snapshot has no member: nothing can be said of no ring
   */
  public static boolean isIdeal(RingSnapshot ring) {
    checkHasMembers(ring);
    return isIdeal(ring.shape());
  }

  /**
   * Returns what is missing for {@linkplain #isIdeal Ideal}, one line for each wrong pointer.
   *
   * @throws IllegalArgumentException if the snapshot has no member
   */
  public static List<String> missingForIdeal(RingSnapshot ring) {
    checkHasMembers(ring);
    return missingForIdeal(ring.shape(), ring::name);
  }

  private static void checkHasMembers(RingSnapshot ring) {
    checkArgument(
        ring.size() > 0, "no view in the snapshot is that of a member: did the ring ever begin?");
  }

  static boolean isIdeal(RingShape ring) {
    int[] live = ring.livePlaces();
    for (int i = 0; i < live.length; i++) {
      if (!Arrays.equals(ring.list(live[i]), idealList(ring, live, i))
          || !isIdealPredecessor(ring, live, i)) {
        return false;
      }
    }
    return true;
  }

  static List<String> missingForIdeal(RingShape ring, PlaceNames names) {
    ImmutableList.Builder<String> missing = ImmutableList.builder();
    int[] live = ring.livePlaces();
    for (int i = 0; i < live.length; i++) {
      int[] list = idealList(ring, live, i);
      if (!Arrays.equals(ring.list(live[i]), list)) {
        missing.add("%s not %s".formatted(names.list(ring, live[i]), names.list(list)));
      }
      if (!isIdealPredecessor(ring, live, i)) {
        int known = ring.predecessor(live[i]);
        missing.add(
            "%s has %s before it, not %s"
                .formatted(
                    names.of(live[i]),
                    known == RingShape.NONE ? "nobody" : names.of(known),
                    live.length == 1 ? "nobody" : names.of(before(live, i))));
      }
    }
    return missing.build();
  }

  private static int[] idealList(RingShape ring, int[] live, int at) {
    int[] list = new int[Math.min(ring.capacity(), live.length - 1)];
    for (int i = 0; i < list.length; i++) {
      list[i] = live[(at + 1 + i) % live.length];
    }
    return list;
  }

  private static boolean isIdealPredecessor(RingShape ring, int[] live, int at) {
    return ring.predecessor(live[at]) == (live.length == 1 ? RingShape.NONE : before(live, at));
  }

  private static int before(int[] live, int at) {
    return live[(at + live.length - 1) % live.length];
  }
}
