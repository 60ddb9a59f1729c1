// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;

/**
 * A host that keeps maps, on a certain disk. With another disk it is another holder: what it does
 * not know then proves nothing.
 *
 * @param disk random, drawn when the disk was first used
 */
record Holder(NodeAddress host, long disk) {

  void write(WireWriter into) {
    into.address(host).i64(disk);
  }

  static Holder read(WireReader from) throws WireFormatException {
    return new Holder(from.address(), from.i64());
  }

  @Override
  public String toString() {
    return host + "/" + Long.toHexString(disk & 0xffff);
  }
}
