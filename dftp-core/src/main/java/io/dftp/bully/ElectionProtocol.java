// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.bully.ElectionPhase.Candidate;
import io.dftp.bully.ElectionPhase.Claiming;
import io.dftp.bully.ElectionPhase.Follower;
import io.dftp.bully.ElectionPhase.Following;
import io.dftp.bully.ElectionPhase.Joining;
import io.dftp.bully.ElectionPhase.Leader;
import io.dftp.bully.ElectionPhase.Suspect;
import io.dftp.bully.ElectionPhase.Waiting;
import io.dftp.bully.ElectionPhase.Withdrawn;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;

/**
 * The election as a pure function: on one event, from one state, the next state and what to do.
 *
 * <p>Garcia-Molina's Bully (1982) keeps its messages ELECTION, FEEDBACK and COORDINATOR, but
 * silence proves nothing here. A follower asks for a silent leader before it stands; a candidate
 * asks for promises before it leads; every lead has an {@link Epoch}, which only grows; and of two
 * leaders that hear each other the one of higher rank stays.
 */
public final class ElectionProtocol {

  /** From this attempt on, rank alone is no reason to object: who objects may not be heard. */
  private static final int RANK_COUNTS_BELOW_ATTEMPT = 3;

  private static final int REFUSALS_ALLOWED = 3;

  private final BullyConfig config;

  /** Creates the protocol with its times. */
  public ElectionProtocol(BullyConfig config) {
    this.config = config;
  }

  /** Decides on one event. */
  public Step<ElectionState, ElectionEffect> step(ElectionState state, ElectionEvent event) {
    ElectionTurn turn = new ElectionTurn(config, state, event);
    if (state.phase() instanceof Withdrawn) {
      stepWithdrawn(turn, state, event);
    } else if (event instanceof ElectionEvent.Received received) {
      receive(turn, state.self(), received.from(), received.message());
    } else if (event instanceof ElectionEvent.TimerFired fired) {
      timer(turn, state, fired);
    } else if (event instanceof ElectionEvent.Started) {
      turn.join();
    } else if (event instanceof ElectionEvent.ConnectionLost lost) {
      connectionLost(turn, lost.address());
    } else if (event instanceof ElectionEvent.ResignRequested) {
      turn.withdraw(ElectionReason.WITHDRAWN);
    } else if (event instanceof ElectionEvent.StoreFailed) {
      turn.withdraw(ElectionReason.STORE_FAILED);
    }
    return turn.end();
  }

  private static void stepWithdrawn(ElectionTurn turn, ElectionState state, ElectionEvent event) {
    // Only the copies of its last word are still to be sent.
    if (event instanceof ElectionEvent.TimerFired fired
        && fired.timer() == ElectionTimer.REPEAT
        && fired.generation() == state.repeatGeneration()) {
      turn.repeat();
    }
  }

  // --- Timers and hints.

  private void timer(ElectionTurn turn, ElectionState state, ElectionEvent.TimerFired fired) {
    if (fired.timer() == ElectionTimer.REPEAT) {
      if (fired.generation() == state.repeatGeneration()) {
        turn.repeat();
      }
    } else if (fired.generation() == state.phaseGeneration()) {
      phaseTimer(turn, state.self());
    }
  }

  private void phaseTimer(ElectionTurn turn, Contender self) {
    ElectionPhase phase = turn.phase();
    if (phase instanceof Joining || phase instanceof Suspect) {
      turn.stand(0, ElectionReason.NO_LEADER);
    } else if (phase instanceof Follower follower) {
      watch(turn, self, follower.following());
    } else if (phase instanceof Candidate candidate) {
      if (candidate.asked()) {
        turn.claim(candidate.attempt(), 0);
      } else {
        turn.ask(candidate.attempt(), ElectionReason.NO_LEADER);
      }
    } else if (phase instanceof Waiting waiting) {
      turn.stand(waiting.attempt() + 1, ElectionReason.NO_LEADER);
    } else if (phase instanceof Claiming claiming) {
      turn.lead(claiming.epoch());
    } else if (phase instanceof Leader leader) {
      turn.beat(leader);
    }
  }

  private void watch(ElectionTurn turn, Contender self, Following following) {
    long silent = turn.now() - following.signNanos();
    long left = config.suspectAfter().toNanos() - silent;
    if (left <= 0) {
      turn.suspect(following);
      return;
    }
    if (self.outranks(following.leader())
        && following.direct()
        && turn.now() - following.sinceNanos() >= config.holdDown().toNanos()) {
      turn.send(following.heardAt(), new Takeover(self, following.epoch()));
      // The next request comes after another hold-down.
      following =
          new Following(
              following.leader(),
              following.epoch(),
              turn.now(),
              following.signNanos(),
              following.directNanos(),
              true,
              following.heardAt());
    }
    turn.watch(following, left);
  }

  private static void connectionLost(ElectionTurn turn, NodeAddress address) {
    if (turn.phase() instanceof Follower follower
        && follower.following().leader().address().equals(address)) {
      turn.forget(follower.following().leader().uid());
      turn.suspect(follower.following());
    }
  }

  // --- Messages.

  private void receive(ElectionTurn turn, Contender self, NodeAddress from, BullyMessage message) {
    Contender sender = message.sender();
    // A broadcast is heard by its sender, too.
    if (sender.uid().equals(self.uid())
        || !turn.sawCount(message.largestCount())
        || !turn.heard(sender)) {
      return;
    }
    leaderRestarted(turn, sender);
    if (message instanceof Heartbeat heartbeat) {
      leaderHeard(turn, self, from, sender, heartbeat.epoch(), true);
    } else if (message instanceof Coordinator coordinator) {
      leaderHeard(turn, self, from, sender, coordinator.epoch(), true);
    } else if (message instanceof FeedbackLeaderAlive alive) {
      boolean direct = alive.leader().uid().equals(sender.uid());
      leaderHeard(turn, self, from, alive.leader(), alive.epoch(), direct);
    } else if (message instanceof WhoIs) {
      answerIfLeaderAlive(turn, self, from);
    } else if (message instanceof Election election) {
      election(turn, self, from, election);
    } else if (message instanceof FeedbackHigher) {
      higher(turn, self, sender);
    } else if (message instanceof Claim claim) {
      claim(turn, self, from, claim);
    } else if (message instanceof ClaimAck ack) {
      if (turn.phase() instanceof Claiming claiming && claiming.epoch().equals(ack.epoch())) {
        turn.acknowledged(claiming, sender.uid());
      }
    } else if (message instanceof Refusal refusal) {
      refused(turn, refusal);
    } else if (message instanceof Takeover takeover) {
      takeover(turn, self, from, takeover);
    } else if (message instanceof Resign resign) {
      resigned(turn, self, resign);
    }
  }

  private static void leaderRestarted(ElectionTurn turn, Contender sender) {
    Following following = turn.following();
    if (following != null
        && following.leader().uid().equals(sender.uid())
        && following.leader().incarnation() < sender.incarnation()) {
      turn.endOf(following.epoch());
      turn.stand(0, ElectionReason.LEADER_RESTARTED);
    }
  }

  /** Somebody leads: COORDINATOR, its repetition as a heartbeat, or the word of a third host. */
  private static void leaderHeard(
      ElectionTurn turn,
      Contender self,
      NodeAddress from,
      Contender leader,
      Epoch epoch,
      boolean direct) {
    if (leader.uid().equals(self.uid()) || !epoch.isAfter(turn.ended())) {
      return;
    }
    if (turn.phase() instanceof Leader own) {
      twoLeaders(turn, self, own, from, leader, epoch, direct);
      return;
    }
    Following following = turn.following();
    if (following != null && following.epoch().equals(epoch)) {
      turn.refresh(following, direct, from);
    } else if (!turn.promised().isAfter(epoch)) {
      turn.follow(leader, epoch, direct, from, false);
    } else {
      earlierLeader(turn, self, from, epoch, direct);
    }
  }

  /** Two leaders have met: the higher rank stays, under an epoch above both. */
  private static void twoLeaders(
      ElectionTurn turn,
      Contender self,
      Leader own,
      NodeAddress from,
      Contender other,
      Epoch epoch,
      boolean direct) {
    if (!epoch.isAfter(own.epoch())) {
      if (direct) {
        // It has not heard of this one: then it steps down, or takes a later epoch.
        turn.send(from, new Heartbeat(self, own.epoch()));
      }
    } else if (other.outranks(self)) {
      turn.follow(other, epoch, direct, from, true);
    } else {
      turn.renew(own);
    }
  }

  /**
   * A leader lives under an epoch before this host's promise. It is not followed, but told, and it
   * returns under a later epoch: so a promise given in vain keeps nobody outside for ever.
   */
  private static void earlierLeader(
      ElectionTurn turn, Contender self, NodeAddress from, Epoch epoch, boolean direct) {
    if (direct && answerIfLeaderAlive(turn, self, from)) {
      return;
    }
    Refusal refusal = new Refusal(self, epoch, turn.promised());
    if (direct) {
      turn.send(from, refusal);
    } else {
      turn.broadcast(refusal);
    }
    if (turn.phase() instanceof Joining) {
      turn.await(0, ElectionReason.LEADER_HEARD);
    } else if (turn.phase() instanceof Candidate candidate) {
      turn.await(candidate.attempt(), ElectionReason.LEADER_HEARD);
    } else if (turn.phase() instanceof Claiming claiming) {
      turn.await(claiming.attempt(), ElectionReason.LEADER_HEARD);
    }
  }

  /** Says who leads, if this host leads or heard its leader itself within two heartbeats. */
  private static boolean answerIfLeaderAlive(ElectionTurn turn, Contender self, NodeAddress to) {
    if (turn.phase() instanceof Leader leader) {
      turn.send(to, new FeedbackLeaderAlive(self, self, leader.epoch()));
      return true;
    }
    if (turn.phase() instanceof Follower follower && turn.heardLately(follower.following())) {
      Following following = follower.following();
      turn.send(to, new FeedbackLeaderAlive(self, following.leader(), following.epoch()));
      return true;
    }
    return false;
  }

  private static void election(
      ElectionTurn turn, Contender self, NodeAddress from, Election election) {
    if (answerIfLeaderAlive(turn, self, from)) {
      return;
    }
    ElectionPhase phase = turn.phase();
    if (objects(self, election.sender(), election.attempt())) {
      turn.send(from, new FeedbackHigher(self));
      // Who objects must stand itself, or nobody would.
      if (phase instanceof Joining) {
        turn.stand(0, ElectionReason.NO_LEADER);
      } else if (phase instanceof Follower follower) {
        turn.suspect(follower.following());
      }
    } else if (phase instanceof Candidate candidate
        && objects(election.sender(), self, candidate.attempt())) {
      turn.await(candidate.attempt(), ElectionReason.HIGHER_RANK);
    }
  }

  private static void higher(ElectionTurn turn, Contender self, Contender sender) {
    if (!sender.outranks(self)) {
      return;
    }
    if (turn.phase() instanceof Candidate candidate) {
      turn.await(candidate.attempt(), ElectionReason.HIGHER_RANK);
    } else if (turn.phase() instanceof Claiming claiming) {
      turn.await(claiming.attempt(), ElectionReason.HIGHER_RANK);
    }
  }

  private static void claim(ElectionTurn turn, Contender self, NodeAddress from, Claim claim) {
    if (claim.epoch().equals(turn.promised())) {
      turn.send(from, new ClaimAck(self, claim.epoch()));
      return;
    }
    if (answerIfLeaderAlive(turn, self, from)) {
      return;
    }
    if (claim.epoch().count() <= turn.promised().count()) {
      turn.send(from, new Refusal(self, claim.epoch(), turn.promised()));
      return;
    }
    if (objects(self, claim.sender(), claim.attempt())) {
      turn.send(from, new FeedbackHigher(self));
      if (!(turn.phase() instanceof Candidate || turn.phase() instanceof Claiming)) {
        turn.stand(0, ElectionReason.NO_LEADER);
      }
      return;
    }
    turn.promise(claim.epoch());
    turn.send(from, new ClaimAck(self, claim.epoch()));
    turn.await(0, ElectionReason.PROMISED);
  }

  private static void refused(ElectionTurn turn, Refusal refusal) {
    if (turn.phase() instanceof Leader leader && refusal.promised().isAfter(leader.epoch())) {
      turn.renew(leader);
    } else if (turn.phase() instanceof Claiming claiming
        && claiming.epoch().equals(refusal.epoch())) {
      if (claiming.refusals() < REFUSALS_ALLOWED) {
        turn.claim(claiming.attempt(), claiming.refusals() + 1);
      } else {
        turn.await(claiming.attempt() + 1, ElectionReason.CLAIM_REFUSED);
      }
    }
  }

  private void takeover(ElectionTurn turn, Contender self, NodeAddress from, Takeover takeover) {
    if (turn.phase() instanceof Leader leader
        && leader.epoch().equals(takeover.epoch())
        && takeover.sender().outranks(self)
        && turn.now() - leader.sinceNanos() >= config.holdDown().toNanos()) {
      turn.handOver(leader, takeover.sender(), from);
    }
  }

  private static void resigned(ElectionTurn turn, Contender self, Resign resign) {
    turn.endOf(resign.epoch());
    Following following = turn.following();
    if (following == null || !following.epoch().equals(resign.epoch())) {
      return;
    }
    if (resign.successor().equals(self.uid())) {
      turn.claim(0, 0);
    } else if (resign.successor().equals(Uid.NONE)) {
      turn.forget(resign.sender().uid());
      turn.stand(0, ElectionReason.LEADER_RESIGNED);
    } else {
      turn.await(0, ElectionReason.LEADER_RESIGNED);
    }
  }

  private static boolean objects(Contender to, Contender candidate, int attempt) {
    return attempt < RANK_COUNTS_BELOW_ATTEMPT && to.outranks(candidate);
  }
}
