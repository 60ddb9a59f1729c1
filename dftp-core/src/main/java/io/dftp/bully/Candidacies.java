// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.ElectionPhase.Candidate;
import io.dftp.bully.ElectionPhase.Claiming;
import io.dftp.bully.ElectionPhase.Follower;
import io.dftp.bully.ElectionPhase.Joining;
import io.dftp.bully.ElectionPhase.Leader;
import io.dftp.net.NodeAddress;

/** What is done on hearing that somebody stands or claims, and on the answers to that. */
final class Candidacies {

  /** From this attempt on, rank alone is no reason to object: who objects may not be heard. */
  private static final int RANK_COUNTS_BELOW_ATTEMPT = 3;

  /** From this score on, a host is too slow to stand in the way of a lower one. */
  private static final int SICK = 3;

  private static final int REFUSALS_ALLOWED = 3;

  private final ElectionTurn turn;
  private final Transitions transitions;
  private final LeaderNews leaders;
  private final Contender self;

  Candidacies(ElectionTurn turn, Transitions transitions, LeaderNews leaders) {
    this.turn = turn;
    this.transitions = transitions;
    this.leaders = leaders;
    this.self = turn.self();
  }

  void election(NodeAddress from, Election election) {
    if (leaders.answered(from)) {
      return;
    }
    ElectionPhase phase = turn.phase();
    if (standsAbove(election.sender(), election.attempt())) {
      turn.send(from, new FeedbackHigher(self));
      // Who objects must stand itself, or nobody would.
      if (phase instanceof Joining) {
        transitions.stand(0, ElectionReason.NO_LEADER);
      } else if (phase instanceof Follower follower) {
        transitions.suspect(follower.following());
      }
    } else if (phase instanceof Candidate candidate
        && candidate.attempt() < RANK_COUNTS_BELOW_ATTEMPT
        && election.sender().outranks(self)) {
      transitions.await(candidate.attempt(), ElectionReason.HIGHER_RANK);
    }
  }

  void higher(Contender sender) {
    if (!sender.outranks(self)) {
      return;
    }
    if (turn.phase() instanceof Candidate candidate) {
      transitions.await(candidate.attempt(), ElectionReason.HIGHER_RANK);
    } else if (turn.phase() instanceof Claiming claiming) {
      transitions.await(claiming.attempt(), ElectionReason.HIGHER_RANK);
    }
  }

  void claimed(NodeAddress from, Claim claim) {
    if (claim.epoch().equals(turn.terms().promised())) {
      turn.send(from, new ClaimAck(self, claim.epoch()));
      return;
    }
    if (leaders.answered(from)) {
      return;
    }
    if (claim.epoch().count() <= turn.terms().promised().count()) {
      turn.send(from, new Refusal(self, claim.epoch(), turn.terms().promised()));
      return;
    }
    if (standsAbove(claim.sender(), claim.attempt())) {
      turn.send(from, new FeedbackHigher(self));
      if (!(turn.phase() instanceof Candidate || turn.phase() instanceof Claiming)) {
        transitions.stand(0, ElectionReason.NO_LEADER);
      }
      return;
    }
    turn.promise(claim.epoch());
    turn.send(from, new ClaimAck(self, claim.epoch()));
    transitions.await(0, ElectionReason.PROMISED);
  }

  void acknowledged(ClaimAck ack) {
    if (turn.phase() instanceof Claiming claiming && claiming.epoch().equals(ack.epoch())) {
      transitions.acknowledged(claiming, ack.sender().uid());
    }
  }

  void refused(Refusal refusal) {
    if (turn.phase() instanceof Leader leader && refusal.promised().isAfter(leader.epoch())) {
      transitions.renew(leader);
    } else if (turn.phase() instanceof Claiming claiming
        && claiming.epoch().equals(refusal.epoch())) {
      if (claiming.refusals() < REFUSALS_ALLOWED) {
        transitions.claim(claiming.attempt(), claiming.refusals() + 1);
      } else {
        transitions.await(claiming.attempt() + 1, ElectionReason.CLAIM_REFUSED);
      }
    }
  }

  private boolean standsAbove(Contender candidate, int attempt) {
    return attempt < RANK_COUNTS_BELOW_ATTEMPT
        && turn.health().score() < SICK
        && self.outranks(candidate);
  }
}
