// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.discovery.Uid;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an elector believes at one moment. Immutable, so any thread may read it. */
public final class LeadershipView {

  private final @Nullable Contender coordinator;
  private final Epoch epoch;
  private final Uid group;
  private final ElectionRole role;
  private final ElectionReason reason;

  private LeadershipView(
      @Nullable Contender coordinator,
      Epoch epoch,
      Uid group,
      ElectionRole role,
      ElectionReason reason) {
    this.coordinator = coordinator;
    this.epoch = epoch;
    this.group = group;
    this.role = role;
    this.reason = reason;
  }

  static LeadershipView of(ElectionState state) {
    ElectionPhase phase = state.phase();
    if (phase instanceof ElectionPhase.Leader leader) {
      return new LeadershipView(
          state.self(), leader.epoch(), state.group(), phase.role(), state.reason());
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
    return new LeadershipView(null, Epoch.NONE, Uid.NONE, role, reason);
  }

  private static LeadershipView following(ElectionPhase.Following following, ElectionState state) {
    return new LeadershipView(
        following.leader(),
        following.epoch(),
        following.group(),
        state.phase().role(),
        state.reason());
  }

  /** Returns the leader that this host follows, itself when it leads; empty during an election. */
  public Optional<Contender> coordinator() {
    return Optional.ofNullable(coordinator);
  }

  /** Returns the epoch of the coordinator; {@link Epoch#NONE} when there is none. */
  public Epoch epoch() {
    return epoch;
  }

  /**
   * Returns the opaque id of what the coordinator belongs to, such as its ring; {@link Uid#NONE}
   * when it has none or there is no coordinator.
   */
  public Uid group() {
    return group;
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

  /** Returns in words for an operator why there is no coordinator; empty when there is one. */
  public Optional<String> whyNoLeader() {
    if (coordinator != null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (role) {
          case JOINING -> "this host has just begun to look for a coordinator";
          case CANDIDATE -> "this host stands for election, because " + because();
          case CLAIMING -> "nobody of higher rank objected, and this host collects promises";
          case WAITING -> "this host waits for another one to lead, because " + because();
          case STALLED -> "this host takes no part, because " + because();
          case WITHDRAWN -> "this host takes no part any more, because " + because();
          case FOLLOWER, SUSPECT, LEADER -> throw new IllegalStateException(toString());
        });
  }

  /**
   * Returns in words for an operator why the present role was taken: why this host leads, why it
   * follows whom it follows, or {@linkplain #whyNoLeader why there is no coordinator}.
   */
  public String why() {
    if (role == ElectionRole.LEADER) {
      return reason == ElectionReason.EPOCH_RENEWED
          ? "this host led already, and took a later epoch because another leader or an open"
              + " promise was heard"
          : "this host claimed the lead, nobody of higher rank objected, and nobody refused";
    }
    if (role == ElectionRole.SUSPECT) {
      return "the coordinator fell silent, and others are asked whether they hear it";
    }
    if (role == ElectionRole.FOLLOWER) {
      return reason == ElectionReason.OUTRANKED
          ? "this host led, and heard a leader of higher rank"
          : "the coordinator tells of itself under the latest epoch";
    }
    return whyNoLeader().orElse("");
  }

  private String because() {
    return switch (reason) {
      case STARTED, NO_LEADER -> "no coordinator answered";
      case LEADER_HEARD -> "a coordinator of an earlier epoch was heard and told to renew it";
      case LEADER_SILENT -> "the coordinator was silent";
      case LEADER_RESIGNED -> "the coordinator resigned";
      case LEADER_RESTARTED -> "the coordinator's host started again";
      case HIGHER_RANK -> "a host of higher rank stands";
      case PROMISED -> "another host claims the lead";
      case UNOPPOSED, WON, EPOCH_RENEWED -> "its claim is under way";
      case CLAIM_REFUSED -> "its claims were refused for later promises";
      case OUTRANKED -> "a leader of higher rank was heard";
      case HANDED_OVER -> "it handed the lead to a host of higher rank";
      case WITHDRAWN -> "it resigned";
      case STORE_FAILED -> "a promise could not be written to its disk";
      case STORE_STALLED -> "its disk does not answer";
      case STORE_RECOVERED -> "its disk was not answering";
    };
  }

  /** Says whether it names the same coordinator under the same epoch and of the same group. */
  boolean sameLeaderAs(LeadershipView other) {
    return Objects.equals(coordinator, other.coordinator)
        && epoch.equals(other.epoch)
        && group.equals(other.group);
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
    return Objects.hash(coordinator, epoch, group, role, reason);
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
