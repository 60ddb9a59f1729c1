// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import io.dftp.chord.RingMember;
import java.util.Comparator;

/** The order of members on the circle: by id, an older incarnation before a newer one. */
final class MemberOrder {

  static final Comparator<RingMember> OF_MEMBERS =
      Comparator.comparing(RingMember::id).thenComparingLong(RingMember::incarnation);

  private MemberOrder() {}
}
