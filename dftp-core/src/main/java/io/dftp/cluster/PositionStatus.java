// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingMember;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.List;

/**
 * One ring position of a host, as the host sees it.
 *
 * @param self the position
 * @param member whether it is a member of the ring
 * @param predecessor one member, or none while it is unknown
 * @param successors the next members, the nearest first
 */
public record PositionStatus(
    RingMember self, boolean member, List<RingMember> predecessor, List<RingMember> successors) {

  static final int MAX_SUCCESSORS = 64;

  /** Keeps immutable copies. */
  public PositionStatus {
    predecessor = ImmutableList.copyOf(predecessor);
    successors = ImmutableList.copyOf(successors);
  }

  void write(WireWriter into) {
    self.write(into);
    into.bool(member).list(predecessor, RingMember::write).list(successors, RingMember::write);
  }

  static PositionStatus read(WireReader from) throws WireFormatException {
    return new PositionStatus(
        RingMember.read(from),
        from.bool(),
        from.list(1, RingMember::read),
        from.list(MAX_SUCCESSORS, RingMember::read));
  }
}
