// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How many hosts a ring has, told from one successor list. */
final class RingSize {

  private static final BigInteger CIRCLE = BigInteger.ONE.shiftLeft(Identifier.BITS);

  private RingSize() {}

  /**
   * Counts the hosts exactly while the list reaches round the whole ring; else estimates them from
   * how much of the circle the list spans.
   *
   * @param longestList the length of a full successor list
   */
  static int hosts(RingView view, int longestList) {
    List<RingMember> successors = view.successors();
    Set<NodeAddress> known = new LinkedHashSet<>();
    known.add(view.self().address());
    successors.forEach(member -> known.add(member.address()));
    if (successors.size() < longestList) {
      return known.size();
    }
    BigInteger span =
        number(successors.get(successors.size() - 1).id())
            .subtract(number(view.self().id()))
            .mod(CIRCLE);
    if (span.signum() == 0) {
      return known.size();
    }
    BigInteger estimate = CIRCLE.multiply(BigInteger.valueOf(successors.size())).divide(span);
    return Math.max(known.size(), estimate.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue());
  }

  private static BigInteger number(Identifier id) {
    return new BigInteger(1, id.toBytes());
  }
}
