// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;

/**
 * A host that has no ring yet.
 *
 * @param uid of the host
 * @param priority of the host in the election
 * @param ring its own address for ring messages
 * @param name for people, at most {@link HostInfo#MAX_NAME_BYTES} in UTF-8
 */
public record Starter(Uid uid, long priority, NodeAddress ring, String name) {

  /** Checks the name. */
  public Starter {
    HostInfo.checkName(name);
  }

  /** Says whether it is the one that creates the ring of these two: priority first, then uid. */
  public boolean outranks(Starter other) {
    int order = Long.compare(priority, other.priority);
    return order != 0 ? order > 0 : uid.compareTo(other.uid) > 0;
  }

  /** Writes all components. */
  public void write(WireWriter into) {
    uid.write(into);
    into.i64(priority).address(ring).text(name);
  }

  /** Reads what {@link #write} wrote. */
  public static Starter read(WireReader from) throws WireFormatException {
    return new Starter(
        Uid.read(from), from.i64(), from.address(), from.text(HostInfo.MAX_NAME_BYTES));
  }
}
