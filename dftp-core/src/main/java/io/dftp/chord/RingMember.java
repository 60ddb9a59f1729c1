// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;

/**
 * One position on the ring, as others know it.
 *
 * @param id the place on the circle
 * @param incarnation grows with each start and each rejoin of the position; a request for another
 *     incarnation is refused
 * @param address of the host; several positions may share it
 */
public record RingMember(Identifier id, long incarnation, NodeAddress address) {

  /** Writes id, incarnation and address. */
  public void write(WireWriter into) {
    into.raw(id.toBytes()).i64(incarnation).address(address);
  }

  /** Reads what {@link #write} wrote. */
  public static RingMember read(WireReader from) throws WireFormatException {
    return new RingMember(
        Identifier.read(ByteBuffer.wrap(from.raw(Identifier.BYTES))), from.i64(), from.address());
  }

  /** Compares the places first: they nearly always decide. */
  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof RingMember that
            && id.equals(that.id)
            && incarnation == that.incarnation
            && address.equals(that.address));
  }

  /** The place alone: it is spread evenly, and lookups keep many members in sets. */
  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id + "@" + address;
  }
}
