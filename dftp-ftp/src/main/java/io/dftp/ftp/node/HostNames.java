// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.net.NodeAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Turns host names that a user typed into the IP addresses that nodes call themselves by. */
final class HostNames {

  private HostNames() {}

  /**
   * Returns the address with an IP address as its host. Blocks.
   *
   * @throws UnknownHostException if there is no host of that name; the message is for the user
   */
  static NodeAddress resolve(NodeAddress typed) throws UnknownHostException {
    try {
      return new NodeAddress(InetAddress.getByName(typed.host()).getHostAddress(), typed.port());
    } catch (UnknownHostException unknown) {
      UnknownHostException explained =
          new UnknownHostException("there is no host '" + typed.host() + "'; check the address");
      explained.initCause(unknown);
      throw explained;
    }
  }
}
