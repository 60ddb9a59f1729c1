// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.dftp.chord.RingMember;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A circle of a few identifiers, with a few incarnations of each. A member is a number, {@code
 * position * incarnations + incarnation}; a set of members is a long. The order of the numbers is
 * that of {@link MemberOrder}.
 */
final class SmallCircle {

  static final int NONE = -1;

  private static final int MOST_INCARNATIONS = 8;

  private final int positions;
  private final int incarnations;
  private final RingMember[] members;
  private final Map<RingMember, Integer> numbers = new LinkedHashMap<>();

  SmallCircle(int positions) {
    checkArgument(positions >= 2 && positions <= 16, "2 to 16 ids, not %s", positions);
    this.positions = positions;
    this.incarnations = Math.min(MOST_INCARNATIONS, Long.SIZE / positions);
    this.members = new RingMember[positions * incarnations];
    for (int number = 0; number < members.length; number++) {
      int position = position(number);
      members[number] =
          new RingMember(
              Identifier.of(position),
              incarnation(number),
              new NodeAddress("h" + position, position + 1));
      numbers.put(members[number], number);
    }
  }

  int positions() {
    return positions;
  }

  int incarnations() {
    return incarnations;
  }

  int number(int position, int incarnation) {
    if (incarnation >= incarnations) {
      throw new IllegalStateException(
          "more than %s incarnations of %s are known".formatted(incarnations, position));
    }
    return position * incarnations + incarnation;
  }

  int number(RingMember member) {
    return requireNonNull(numbers.get(member), () -> "unknown " + member);
  }

  RingMember member(int number) {
    return members[number];
  }

  int position(int number) {
    return number / incarnations;
  }

  int incarnation(int number) {
    return number % incarnations;
  }

  /** Returns the member as it is called when the circle is turned by that many positions. */
  int turned(int number, int by) {
    return (position(number) + by + positions) % positions * incarnations + incarnation(number);
  }

  /** Returns the set turned by 0 to {@code positions} positions. */
  long turned(long set, int by) {
    int all = positions * incarnations;
    int shift = by * incarnations % all;
    return shift == 0 ? set : (set << shift | set >>> (all - shift)) & everybody();
  }

  /** Returns the incarnations of a position that the set holds, the oldest in the lowest bit. */
  int incarnationsOf(long set, int position) {
    return (int) (set >>> (position * incarnations)) & ((1 << incarnations) - 1);
  }

  /** Returns all members that lie between two on the way up from the first. */
  long between(int after, int before) {
    long above = after == Long.SIZE - 1 ? 0 : -1L << (after + 1);
    long below = (1L << before) - 1;
    return (after < before ? above & below : above | below) & everybody();
  }

  private long everybody() {
    int all = positions * incarnations;
    return all == Long.SIZE ? -1L : (1L << all) - 1;
  }
}
