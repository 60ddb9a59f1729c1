// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.BullyConfig;
import io.dftp.bully.ElectionPhase;
import io.dftp.bully.ElectionState;
import io.dftp.bully.HandOvers;
import io.dftp.bully.KnownPeers;
import io.dftp.bully.Schedule;
import io.dftp.discovery.Uid;
import io.dftp.failure.LocalHealth;
import java.util.List;

/**
 * Keeps the times in states relative to now, so that equal situations at different times are one.
 *
 * <p>The step depends on differences of times only, and beyond the longest time that it compares
 * with, a difference makes no difference: so ages are cut off there. An age that is compared with
 * nothing is zero: that of a lead that nobody outranks, and signs of life of a suspect. Numbers of
 * timers only tell a timer that counts from others, and others are not kept; so they are all zero.
 */
final class Ages {

  private final long oldestPeer;
  private final long oldestSign;
  private final long oldestDirect;
  private final long holdDown;
  private final long latest;
  private final Uid highest;

  /**
   * Creates it for hosts that run with these times.
   *
   * @param highest the one that nobody outranks
   */
  Ages(BullyConfig config, Uid highest) {
    this.highest = highest;
    oldestPeer = config.suspectAfter().toNanos() * 3 + 1;
    oldestSign = config.suspectAfter().toNanos() * (LocalHealth.WORST + 1) + 1;
    oldestDirect = config.heartbeat().toNanos() * 2 + 1;
    holdDown = config.preemption().holdDown().toNanos();
    latest = config.heartbeat().toNanos() * LocalHealth.WORST;
  }

  /** Returns the host as it is {@code nanos} later, when nothing happened. */
  ExploredHost later(ExploredHost host, long nanos) {
    return new ExploredHost(
        host.life(),
        later(host.state(), nanos),
        left(host.phaseLeftNanos(), nanos),
        left(host.repeatLeftNanos(), nanos),
        host.stored(),
        host.granted(),
        host.lastLed());
  }

  private long left(long leftNanos, long nanos) {
    return leftNanos == ExploredHost.UNSET ? leftNanos : Math.max(-latest, leftNanos - nanos);
  }

  /** Returns the state with all times {@code nanos} further back. */
  ElectionState later(ElectionState state, long nanos) {
    List<KnownPeers.Peer> peers =
        state.peers().stream()
            .map(
                peer ->
                    new KnownPeers.Peer(
                        peer.contender(),
                        peer.heardAt(),
                        back(peer.heardNanos(), nanos, oldestPeer)))
            .toList();
    Schedule schedule = state.schedule();
    HandOvers handOvers = state.handOvers();
    return new ElectionState(
        state.self(),
        state.group(),
        state.terms(),
        later(state, state.phase(), nanos),
        state.reason(),
        // When a timer is due is known from the host, and put back before the step.
        new Schedule(schedule.copiesLeft(), 0, 0, schedule.phaseDelayNanos(), 0),
        state.health(),
        handOvers.count() == 0
            ? handOvers
            : new HandOvers(handOvers.count(), back(handOvers.lastNanos(), nanos, holdDown * 20)),
        new KnownPeers(peers));
  }

  private ElectionPhase later(ElectionState state, ElectionPhase phase, long nanos) {
    if (phase instanceof ElectionPhase.Follower follower) {
      return new ElectionPhase.Follower(followed(state, follower.following(), nanos));
    }
    if (phase instanceof ElectionPhase.Suspect suspect) {
      return new ElectionPhase.Suspect(suspected(state, suspect.following(), nanos));
    }
    if (phase instanceof ElectionPhase.Leader leader) {
      boolean outranked = !state.self().uid().equals(highest);
      long oldest = holdDown << Math.min(3, state.handOvers().count());
      return new ElectionPhase.Leader(
          leader.epoch(), outranked ? back(leader.sinceNanos(), nanos, oldest) : 0);
    }
    return phase;
  }

  private ElectionPhase.Following followed(
      ElectionState state, ElectionPhase.Following following, long nanos) {
    boolean mayPreempt = state.self().outranks(following.leader());
    return new ElectionPhase.Following(
        following.leader(),
        following.epoch(),
        following.group(),
        mayPreempt ? back(following.sinceNanos(), nanos, holdDown) : 0,
        back(following.signNanos(), nanos, oldestSign),
        following.direct() ? back(following.directNanos(), nanos, oldestDirect) : 0,
        following.direct(),
        following.heardAt());
  }

  private ElectionPhase.Following suspected(
      ElectionState state, ElectionPhase.Following following, long nanos) {
    boolean mayPreempt = state.self().outranks(following.leader());
    return new ElectionPhase.Following(
        following.leader(),
        following.epoch(),
        following.group(),
        mayPreempt ? back(following.sinceNanos(), nanos, holdDown) : 0,
        0,
        0,
        following.direct(),
        following.heardAt());
  }

  private static long back(long at, long nanos, long oldest) {
    return Math.max(at - nanos, -oldest);
  }

  /** Returns the state in which the phase timer is due in so long, for the step to see. */
  static ElectionState dueIn(ElectionState state, long leftNanos) {
    Schedule schedule = state.schedule();
    return new ElectionState(
        state.self(),
        state.group(),
        state.terms(),
        state.phase(),
        state.reason(),
        new Schedule(
            schedule.copiesLeft(),
            schedule.phaseGeneration(),
            leftNanos,
            schedule.phaseDelayNanos(),
            schedule.repeatGeneration()),
        state.health(),
        state.handOvers(),
        state.known());
  }
}
