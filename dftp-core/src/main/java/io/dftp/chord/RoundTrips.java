// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Round-trip times that were observed, smoothed as in RFC 6298: each sample counts for an eighth.
 * Remembers {@value #MAX_PEERS} hosts, those heard last. Confined to the event loop.
 */
final class RoundTrips implements Proximity {

  static final int MAX_PEERS = 4096;

  private static final double SHARE_OF_A_SAMPLE = 0.125;

  private final Map<NodeAddress, Long> smoothed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeAddress, Long> eldest) {
          return size() > MAX_PEERS;
        }
      };

  /** Takes an observed time; one in which the question may have been sent twice says nothing. */
  void observed(NodeAddress peer, long nanos) {
    // Karn's rule: nobody knows which of the two was answered.
    if (nanos < 0 || nanos >= RequestChannel.RESEND_AFTER.toNanos()) {
      return;
    }
    Long before = smoothed.get(peer);
    long now =
        before == null ? nanos : before + (long) (SHARE_OF_A_SAMPLE * (double) (nanos - before));
    smoothed.put(peer, now);
  }

  @Override
  public OptionalLong roundTripNanos(NodeAddress peer) {
    Long known = smoothed.get(peer);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }
}
