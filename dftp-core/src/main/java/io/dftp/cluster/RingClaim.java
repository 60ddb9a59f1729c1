// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.discovery.Uid;
import io.dftp.id.Identifier;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;

/**
 * What a host says of its ring when two rings meet.
 *
 * <p>Ordered by who survives: the ring with more hosts, then the larger ring id; between two halves
 * of one old ring, which share its id, the one with the larger {@code mark}. So any two hosts
 * decide alike, and not each pair for itself.
 *
 * @param hosts how many hosts the ring has, as far as this one can tell
 * @param ring its id; equal ids prove nothing, because both halves of a partition keep it
 * @param mark the smallest position that the host knows in its ring, itself counted; all hosts of a
 *     ring name the same while their successor lists reach round it
 * @param uid of the host that speaks
 * @param member whether the host is a member of it now
 * @param settled whether it has been so for long enough that others have taken notice of it
 */
record RingClaim(int hosts, Uid ring, Identifier mark, Uid uid, boolean member, boolean settled)
    implements Comparable<RingClaim> {

  void write(WireWriter into) {
    into.i32(hosts);
    ring.write(into);
    into.raw(mark.toBytes());
    uid.write(into);
    into.bool(member);
    into.bool(settled);
  }

  static RingClaim read(WireReader from) throws WireFormatException {
    return new RingClaim(
        from.i32(),
        Uid.read(from),
        Identifier.read(ByteBuffer.wrap(from.raw(Identifier.BYTES))),
        Uid.read(from),
        from.bool(),
        from.bool());
  }

  @Override
  public int compareTo(RingClaim other) {
    int order = Integer.compare(hosts, other.hosts);
    if (order == 0) {
      order = ring.compareTo(other.ring);
    }
    if (order == 0) {
      order = mark.compareTo(other.mark);
    }
    return order != 0 ? order : uid.compareTo(other.uid);
  }
}
