// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.discovery.Uid;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;

/**
 * What a host says of its ring when two rings meet.
 *
 * <p>Ordered by who survives: the ring with more hosts, then the larger ring id; between two halves
 * of one old ring, which share its id, the host with the larger uid.
 *
 * @param hosts how many hosts the ring has, as far as this one can tell
 * @param ring its id; equal ids prove nothing, because both halves of a partition keep it
 * @param uid of the host that speaks
 * @param member whether the host is a member of it now
 */
record RingClaim(int hosts, Uid ring, Uid uid, boolean member) implements Comparable<RingClaim> {

  void write(WireWriter into) {
    into.i32(hosts);
    ring.write(into);
    uid.write(into);
    into.bool(member);
  }

  static RingClaim read(WireReader from) throws WireFormatException {
    return new RingClaim(from.i32(), Uid.read(from), Uid.read(from), from.bool());
  }

  @Override
  public int compareTo(RingClaim other) {
    int order = Integer.compare(hosts, other.hosts);
    if (order == 0) {
      order = ring.compareTo(other.ring);
    }
    return order != 0 ? order : uid.compareTo(other.uid);
  }
}
