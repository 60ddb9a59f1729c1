// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.net.NodeAddress;
import java.util.OptionalLong;

/** How far away other hosts are, as far as it is known. Only the speed of lookups depends on it. */
@FunctionalInterface
public interface Proximity {

  /** Returns the time of a question and its answer in nanoseconds; empty while it is unknown. */
  OptionalLong roundTripNanos(NodeAddress peer);
}
