// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * All that one host knows of the election. Immutable.
 *
 * @param self this host
 * @param promised the latest epoch that it promised to, followed or claimed; it never falls
 * @param ended the latest epoch that is known to be over; no leader of it is followed any more
 * @param largestCount the largest count of an epoch seen anywhere
 * @param phase its role
 * @param reason why the phase was entered
 * @param copiesLeft how often the phase's message is still repeated
 * @param phaseGeneration the number of the only phase timer that counts
 * @param repeatGeneration the number of the only repeat timer that counts
 * @param peers who was heard, the latest last; at most {@link #MAX_PEERS}
 */
public record ElectionState(
    Contender self,
    Epoch promised,
    Epoch ended,
    long largestCount,
    ElectionPhase phase,
    ElectionReason reason,
    int copiesLeft,
    long phaseGeneration,
    long repeatGeneration,
    List<Peer> peers) {

  /** How many hosts are remembered; of more, those heard longest ago are forgotten. */
  public static final int MAX_PEERS = 128;

  /** Keeps an immutable copy. */
  public ElectionState {
    peers = ImmutableList.copyOf(peers);
  }

  /** Returns the state of a host before {@link ElectionEvent.Started}. */
  public static ElectionState initial(Contender self, Epoch promised) {
    return new ElectionState(
        self,
        promised,
        Epoch.NONE,
        promised.count(),
        new ElectionPhase.Joining(),
        ElectionReason.STARTED,
        0,
        0,
        0,
        List.of());
  }

  /** Returns what is shown to users. */
  public LeadershipView view() {
    return LeadershipView.of(this);
  }

  /**
   * Another host that was heard.
   *
   * @param heardNanos when it was heard last
   */
  public record Peer(Contender contender, long heardNanos) {}
}
