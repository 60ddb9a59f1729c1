// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.ElectionPhase;
import io.dftp.bully.ElectionRole;
import io.dftp.bully.ElectionState;
import io.dftp.bully.Epoch;
import io.dftp.bully.LeadershipView;

/**
 * One host of an explored election.
 *
 * @param life whether it runs
 * @param state its state; all times in it are relative to now
 * @param phaseLeftNanos until its phase timer fires, less than zero when overdue; {@link #UNSET}
 *     when it is not set
 * @param repeatLeftNanos the same of its repeat timer
 * @param stored the promise in its cell
 * @param granted the epoch that its listener was granted; {@link Epoch#NONE} when it has none
 * @param lastLed the latest epoch that it ever was granted
 */
record ExploredHost(
    Life life,
    ElectionState state,
    long phaseLeftNanos,
    long repeatLeftNanos,
    Epoch stored,
    Epoch granted,
    Epoch lastLed) {

  static final long UNSET = Long.MIN_VALUE;

  /** Whether a host runs. */
  enum Life {
    UP,
    PAUSED,
    DOWN
  }

  boolean runs() {
    return life == Life.UP;
  }

  boolean leads() {
    return state.phase() instanceof ElectionPhase.Leader;
  }

  boolean isWithdrawn() {
    return state.phase() instanceof ElectionPhase.Withdrawn;
  }

  LeadershipView view() {
    return state.view();
  }

  ExploredHost with(Life next) {
    return new ExploredHost(next, state, phaseLeftNanos, repeatLeftNanos, stored, granted, lastLed);
  }

  /** Returns the host once it has crashed: only what it stored is left. */
  ExploredHost crashed() {
    return down(stored, lastLed, state);
  }

  private static ExploredHost down(Epoch stored, Epoch lastLed, ElectionState before) {
    return new ExploredHost(
        Life.DOWN,
        ElectionState.initial(before.self(), stored),
        UNSET,
        UNSET,
        stored,
        Epoch.NONE,
        lastLed);
  }

  @Override
  public String toString() {
    if (life == Life.DOWN) {
      return "down, promised " + stored.count();
    }
    LeadershipView view = view();
    String text =
        view.role()
            + view.coordinator()
                .filter(leader -> view.role() != ElectionRole.LEADER)
                .map(leader -> " of " + leader.name())
                .orElse("")
            + (view.epoch().equals(Epoch.NONE) ? "" : " " + view.epoch().count())
            + " ("
            + view.reason()
            + "), promised "
            + state.promised().count();
    return life == Life.PAUSED ? "paused, " + text : text;
  }
}
