// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.DftpNodeConfig;
import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.List;

/** What {@code --discovery} asks for. */
final class DiscoveryWays {

  private static final String DNS = "dns:";

  private boolean broadcast;
  private boolean multicast;
  private final List<NodeAddress> names = new ArrayList<>();

  /**
   * Parses a list with commas.
   *
   * @param ringPort where hosts of a name without a port listen: where this one does; 0 where that
   *     is not fixed
   * @throws IllegalArgumentException if it has another form
   */
  DiscoveryWays(String text, int ringPort) {
    if (text.equals("none")) {
      return;
    }
    for (String way : text.split(",", -1)) {
      if (way.equals("broadcast")) {
        broadcast = true;
      } else if (way.equals("multicast")) {
        multicast = true;
      } else if (way.startsWith(DNS)) {
        names.add(name(way, ringPort));
      } else {
        throw new IllegalArgumentException(
            "--discovery takes 'none', or 'broadcast', 'multicast' and 'dns:NAME[:PORT]' with"
                + " commas between them, not '"
                + way
                + "'");
      }
    }
  }

  void addTo(DftpNodeConfig.Builder config) {
    config.broadcast(broadcast).multicast(multicast).names(names);
  }

  private static NodeAddress name(String way, int ringPort) {
    String name = way.substring(DNS.length());
    if (!name.contains(":")) {
      if (ringPort == 0) {
        throw new IllegalArgumentException(
            "--discovery " + way + " needs a port: " + way + ":PORT, or --ring-port for all nodes");
      }
      name += ":" + ringPort;
    }
    NodeAddress address = NodeOptions.address("--discovery " + way, name);
    if (!address.host().matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("--discovery " + way + ": that is no host name");
    }
    return address;
  }
}
