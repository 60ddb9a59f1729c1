// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import com.google.common.collect.ImmutableList;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import java.util.List;

/** What a host is in the election, with what it remembers only there. Immutable. */
public sealed interface ElectionPhase {

  /** Returns the role without its memory. */
  ElectionRole role();

  /**
   * The leader that is followed.
   *
   * @param group the opaque id that it tells; {@link Uid#NONE} when it tells none
   * @param sinceNanos when this host began to follow it, or last asked it to hand over
   * @param signNanos when it last gave a sign of life, itself or through others
   * @param directNanos when it was last heard itself; only valid when {@code direct}
   * @param direct whether it was ever heard itself
   * @param heardAt where messages reach it; only valid when {@code direct}
   */
  record Following(
      Contender leader,
      Epoch epoch,
      Uid group,
      long sinceNanos,
      long signNanos,
      long directNanos,
      boolean direct,
      NodeAddress heardAt) {

    /** Returns the same with a sign of life of this moment. */
    Following heard(Uid groupNow, boolean itself, NodeAddress at, long now) {
      return new Following(
          leader,
          epoch,
          groupNow,
          sinceNanos,
          now,
          itself ? now : directNanos,
          itself || direct,
          itself ? at : heardAt);
    }

    /** Returns the same with the benefit of the doubt until now. */
    Following excused(long now) {
      return new Following(leader, epoch, group, sinceNanos, now, directNanos, direct, heardAt);
    }

    /** Returns the same once it was asked to hand over. */
    Following asked(long now) {
      return new Following(leader, epoch, group, now, signNanos, directNanos, direct, heardAt);
    }

    /** Says whether the leader itself was heard in the last {@code windowNanos}. */
    boolean heardDirectlyWithin(long windowNanos, long now) {
      return direct && now - directNanos <= windowNanos;
    }
  }

  /** Looks for a leader. */
  record Joining() implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.JOINING;
    }
  }

  /** Follows. */
  record Follower(Following following) implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.FOLLOWER;
    }
  }

  /** Follows one that is silent. */
  record Suspect(Following following) implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.SUSPECT;
    }
  }

  /**
   * Stands.
   *
   * @param attempt candidacies in a row that failed before
   * @param asked whether the others were asked; before that it lets higher ones go first
   */
  record Candidate(int attempt, boolean asked) implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.CANDIDATE;
    }
  }

  /** Waits for another one. */
  record Waiting(int attempt) implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.WAITING;
    }
  }

  /**
   * Claims.
   *
   * @param refusals how often the claim was refused for a later promise
   * @param acknowledged who has promised
   */
  record Claiming(int attempt, Epoch epoch, int refusals, List<Uid> acknowledged)
      implements ElectionPhase {

    /** Keeps an immutable copy. */
    public Claiming {
      acknowledged = ImmutableList.copyOf(acknowledged);
    }

    @Override
    public ElectionRole role() {
      return ElectionRole.CLAIMING;
    }
  }

  /**
   * Leads.
   *
   * @param sinceNanos when it began, under this epoch or an earlier one
   */
  record Leader(Epoch epoch, long sinceNanos) implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.LEADER;
    }
  }

  /**
   * Takes no part for good.
   *
   * @param resigned the epoch that it led when it withdrew; {@link Epoch#NONE} when it did not lead
   * @param successor who it named then; {@link Uid#NONE} when nobody
   */
  record Withdrawn(Epoch resigned, Uid successor) implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.WITHDRAWN;
    }
  }

  /** Takes no part until its disk answers. */
  record Stalled() implements ElectionPhase {
    @Override
    public ElectionRole role() {
      return ElectionRole.STALLED;
    }
  }
}
