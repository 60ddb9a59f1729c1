// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import io.dftp.net.NodeAddress;
import java.time.Duration;

/** Hears what becomes of watched peers; called on the event loop, after the change. */
public interface PeerListener {

  /**
   * The judgement of a peer changed. It may be wrong: a slow peer looks dead, and a dead one alive
   * until its silence has lasted.
   */
  void livenessChanged(NodeAddress peer, Liveness before, Liveness now);

  /**
   * This host stood still for that long, so that others may have given it up and taken over what it
   * had. Nobody is held to have been silent for that time.
   */
  default void thisHostPaused(Duration gap) {}
}
