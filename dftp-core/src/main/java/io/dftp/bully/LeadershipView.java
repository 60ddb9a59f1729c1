// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an elector believes at one moment. Immutable, so any thread may read it. */
public final class LeadershipView {

  private final @Nullable Contender coordinator;
  private final Epoch epoch;
  private final ElectionRole role;
  private final ElectionReason reason;

  private LeadershipView(
      @Nullable Contender coordinator, Epoch epoch, ElectionRole role, ElectionReason reason) {
    this.coordinator = coordinator;
    this.epoch = epoch;
    this.role = role;
    this.reason = reason;
  }

  static LeadershipView of(ElectionState state) {
    ElectionPhase phase = state.phase();
    if (phase instanceof ElectionPhase.Leader leader) {
      return new LeadershipView(state.self(), leader.epoch(), phase.role(), state.reason());
    }
    if (phase instanceof ElectionPhase.Follower follower) {
      return following(follower.following(), state);
    }
    if (phase instanceof ElectionPhase.Suspect suspect) {
      return following(suspect.following(), state);
    }
    return leaderless(phase.role(), state.reason());
  }

  static LeadershipView leaderless(ElectionRole role, ElectionReason reason) {
    return new LeadershipView(null, Epoch.NONE, role, reason);
  }

  private static LeadershipView following(ElectionPhase.Following following, ElectionState state) {
    return new LeadershipView(
        following.leader(), following.epoch(), state.phase().role(), state.reason());
  }

  /** Returns the leader that this host follows, itself when it leads; empty during an election. */
  public Optional<Contender> coordinator() {
    return Optional.ofNullable(coordinator);
  }

  /** Returns the epoch of the coordinator; {@link Epoch#NONE} when there is none. */
  public Epoch epoch() {
    return epoch;
  }

  /** Returns the role of this host. */
  public ElectionRole role() {
    return role;
  }

  /** Returns why the role was taken. */
  public ElectionReason reason() {
    return reason;
  }

  /** Says whether this host leads. */
  public boolean isLeader() {
    return role == ElectionRole.LEADER;
  }

  /** Says whether it names the same coordinator under the same epoch. */
  boolean sameLeaderAs(LeadershipView other) {
    return Objects.equals(coordinator, other.coordinator) && epoch.equals(other.epoch);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LeadershipView that
        && sameLeaderAs(that)
        && role == that.role
        && reason == that.reason;
  }

  @Override
  public int hashCode() {
    return Objects.hash(coordinator, epoch, role, reason);
  }

  @Override
  public String toString() {
    return role
        + " ("
        + reason
        + ") of "
        + (coordinator == null ? "nobody" : coordinator.name() + " in epoch " + epoch);
  }
}
