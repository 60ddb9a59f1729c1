// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import io.dftp.net.Message;

/** What hosts say on the discovery channel. Repeating one changes nothing. */
public sealed interface DiscoveryMessage extends Message {

  /** DISCOVER: the sender starts, and asks for a ring to join. */
  record Discover(Starter starter) implements DiscoveryMessage {}

  /** ENTRY_POINT: the answer of a member. */
  record EntryPoint(HostInfo host) implements DiscoveryMessage {}

  /** A member tells everybody that it is there. */
  record Announce(HostInfo host) implements DiscoveryMessage {}
}
