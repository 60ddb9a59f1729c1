// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;

/**
 * Who takes part in an election.
 *
 * @param uid random, kept for life, unique
 * @param priority decides the rank, highest wins; {@link Contender#priorityOf} gives the default
 * @param address told to others as the way to this host
 * @param name for people, at most {@link Contender#MAX_NAME_BYTES} in UTF-8
 */
public record ElectorIdentity(Uid uid, long priority, NodeAddress address, String name) {

  /** Checks the name. */
  public ElectorIdentity {
    contender(uid, priority, 0, address, name);
  }

  /** Returns the host in one of its incarnations. */
  Contender in(long incarnation) {
    return contender(uid, priority, incarnation, address, name);
  }

  private static Contender contender(
      Uid uid, long priority, long incarnation, NodeAddress address, String name) {
    return new Contender(uid, priority, incarnation, address, name);
  }
}
