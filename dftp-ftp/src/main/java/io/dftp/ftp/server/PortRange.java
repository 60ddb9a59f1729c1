// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

/**
 * Ports to listen on for data connections.
 *
 * @param first the first port; 0 lets the system choose any free one
 * @param last the last port, included. Each transfer under way takes one, and a firewall must let
 *     all of them in
 */
public record PortRange(int first, int last) {

  /** Checks the ports. */
  public PortRange {
    if (first < 0 || last > 65535 || first > last || (first == 0 && last != 0)) {
      throw new IllegalArgumentException("Not a range of ports: " + first + "-" + last);
    }
  }

  /** Returns the range that lets the system choose. */
  public static PortRange any() {
    return new PortRange(0, 0);
  }
}
