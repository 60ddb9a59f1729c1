// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Probe;
import io.dftp.bully.BullyMessage.ProbeAnswer;
import io.dftp.bully.BullyMessage.ProbeRequest;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.ElectionPhase.Candidate;
import io.dftp.bully.ElectionPhase.Claiming;
import io.dftp.bully.ElectionPhase.Follower;
import io.dftp.bully.ElectionPhase.Following;
import io.dftp.bully.ElectionPhase.Joining;
import io.dftp.bully.ElectionPhase.Leader;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;

/** What is done on hearing of a leader: that one lives, is asked for, or goes. */
final class LeaderNews {

  private final ElectionTurn turn;
  private final Transitions transitions;
  private final Contender self;

  LeaderNews(ElectionTurn turn, Transitions transitions) {
    this.turn = turn;
    this.transitions = transitions;
    this.self = turn.self();
  }

  /** The term of a leader ends when its host starts again. */
  void restarted(Contender sender) {
    Following following = turn.following();
    if (following != null
        && following.leader().uid().equals(sender.uid())
        && following.leader().incarnation() < sender.incarnation()) {
      turn.end(following.epoch());
      transitions.stand(0, ElectionReason.LEADER_RESTARTED);
    }
  }

  /** Somebody leads: COORDINATOR, its repetition as a heartbeat, or the word of a third host. */
  void heard(NodeAddress from, Contender leader, Epoch epoch, Uid group, boolean direct) {
    if (leader.uid().equals(self.uid()) || !epoch.isAfter(turn.terms().ended())) {
      return;
    }
    if (turn.phase() instanceof Leader own) {
      twoLeaders(own, from, leader, epoch, group, direct);
      return;
    }
    Following following = turn.following();
    if (following != null && following.epoch().equals(epoch)) {
      transitions.refresh(following, group, direct, from);
    } else if (!turn.terms().promised().isAfter(epoch)) {
      transitions.follow(leader, epoch, group, direct, from, ElectionReason.LEADER_HEARD);
    } else {
      earlier(from, epoch, direct);
    }
  }

  /** Two leaders have met: the higher rank stays, under an epoch above both. */
  private void twoLeaders(
      Leader own, NodeAddress from, Contender other, Epoch epoch, Uid group, boolean direct) {
    if (!epoch.isAfter(own.epoch())) {
      if (direct) {
        // It has not heard of this one: then it steps down, or takes a later epoch.
        turn.send(from, new Heartbeat(self, own.epoch(), turn.group()));
      }
    } else if (other.outranks(self)) {
      transitions.follow(other, epoch, group, direct, from, ElectionReason.OUTRANKED);
    } else {
      transitions.renew(own);
    }
  }

  /**
   * A leader lives under an epoch before this host's promise. It is not followed, but told, and it
   * returns under a later epoch: so a promise given in vain keeps nobody outside for ever.
   */
  private void earlier(NodeAddress from, Epoch epoch, boolean direct) {
    if (direct && answered(from)) {
      return;
    }
    Refusal refusal = new Refusal(self, epoch, turn.terms().promised());
    if (direct) {
      turn.send(from, refusal);
    } else {
      turn.broadcast(refusal);
    }
    if (turn.phase() instanceof Joining) {
      transitions.await(0, ElectionReason.LEADER_HEARD);
    } else if (turn.phase() instanceof Candidate candidate) {
      transitions.await(candidate.attempt(), ElectionReason.LEADER_HEARD);
    } else if (turn.phase() instanceof Claiming claiming) {
      transitions.await(claiming.attempt(), ElectionReason.LEADER_HEARD);
    }
  }

  /** Says who leads, if this host leads or heard its leader itself within two heartbeats. */
  boolean answered(NodeAddress to) {
    if (turn.phase() instanceof Leader leader) {
      turn.send(to, new FeedbackLeaderAlive(self, self, leader.epoch(), turn.group()));
      return true;
    }
    if (turn.phase() instanceof Follower follower) {
      Following following = follower.following();
      if (following.heardDirectlyWithin(turn.config().heartbeat().toNanos() * 2, turn.now())) {
        turn.send(
            to,
            new FeedbackLeaderAlive(
                self, following.leader(), following.epoch(), following.group()));
        return true;
      }
    }
    return false;
  }

  /** Answers at once when it can, else looks for the leader on behalf of the asker. */
  void probeRequested(NodeAddress from, ProbeRequest request) {
    if (answered(from)) {
      return;
    }
    for (KnownPeers.Peer peer : turn.known().all()) {
      if (peer.contender().uid().equals(request.leader())) {
        turn.send(peer.heardAt(), new Probe(self, from));
      }
    }
  }

  void probed(NodeAddress from, Probe probe) {
    if (turn.phase() instanceof Leader leader) {
      turn.send(from, new ProbeAnswer(self, leader.epoch(), turn.group(), probe.asker()));
    }
  }

  void probeAnswered(NodeAddress from, ProbeAnswer answer) {
    heard(from, answer.sender(), answer.epoch(), answer.group(), true);
    Following following = turn.following();
    if (following != null && following.epoch().equals(answer.epoch())) {
      turn.send(
          answer.asker(),
          new FeedbackLeaderAlive(self, answer.sender(), answer.epoch(), answer.group()));
    }
  }

  void takeover(NodeAddress from, Takeover takeover) {
    if (turn.phase() instanceof Leader leader
        && leader.epoch().equals(takeover.epoch())
        && takeover.sender().outranks(self)
        && turn.config()
            .preemption()
            .yieldsAfter(turn.now() - leader.sinceNanos(), turn.handOvers(), turn.now())) {
      transitions.handOver(leader, takeover.sender(), from);
    }
  }

  void resigned(Resign resign) {
    turn.end(resign.epoch());
    Following following = turn.following();
    if (following == null || !following.epoch().equals(resign.epoch())) {
      return;
    }
    if (resign.successor().equals(self.uid())) {
      transitions.claim(0, 0);
    } else if (resign.successor().equals(Uid.NONE)) {
      turn.forget(resign.sender().uid());
      transitions.stand(0, ElectionReason.LEADER_RESIGNED);
    } else {
      transitions.await(0, ElectionReason.LEADER_RESIGNED);
    }
  }
}
