// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.discovery.Uid;
import io.dftp.failure.LocalHealth;
import java.util.List;

/**
 * All that one host knows of the election. Immutable.
 *
 * @param self this host
 * @param group the opaque id of what this host belongs to, told while it leads; {@link Uid#NONE}
 *     when there is none
 * @param terms the epochs
 * @param phase its role
 * @param reason why the phase was entered
 * @param schedule its timers
 * @param health whether it is itself slow
 * @param handOvers how often it gave its lead away lately
 * @param known who else was heard
 */
public record ElectionState(
    Contender self,
    Uid group,
    Terms terms,
    ElectionPhase phase,
    ElectionReason reason,
    Schedule schedule,
    LocalHealth health,
    HandOvers handOvers,
    KnownPeers known) {

  /** How many hosts are remembered; of more, those heard longest ago are forgotten. */
  public static final int MAX_PEERS = 128;

  /** Returns the state of a host before {@link ElectionEvent.Started}. */
  public static ElectionState initial(Contender self, Epoch promised) {
    return new ElectionState(
        self,
        Uid.NONE,
        Terms.after(promised),
        new ElectionPhase.Joining(),
        ElectionReason.STARTED,
        Schedule.IDLE,
        LocalHealth.WELL,
        HandOvers.NONE,
        KnownPeers.NOBODY);
  }

  /** Returns the latest epoch that was promised, which never falls. */
  public Epoch promised() {
    return terms.promised();
  }

  /** Returns who else was heard, the latest last; at most {@link #MAX_PEERS}. */
  public List<KnownPeers.Peer> peers() {
    return known.all();
  }

  /** Returns what is shown to users. */
  public LeadershipView view() {
    return LeadershipView.of(this);
  }
}
