// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

/**
 * How a host is reached: directly, or through a third one.
 *
 * @param peer the other end
 * @param next who is handed what is for the peer; the peer itself where the way is straight
 */
record Way(NodeAddress peer, NodeAddress next) {

  static Way straight(NodeAddress peer) {
    return new Way(peer, peer);
  }

  boolean isStraight() {
    return next.equals(peer);
  }
}
