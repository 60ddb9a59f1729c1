// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Probe;
import io.dftp.bully.BullyMessage.ProbeAnswer;
import io.dftp.bully.BullyMessage.ProbeRequest;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.bully.ElectionPhase.Candidate;
import io.dftp.bully.ElectionPhase.Claiming;
import io.dftp.bully.ElectionPhase.Follower;
import io.dftp.bully.ElectionPhase.Joining;
import io.dftp.bully.ElectionPhase.Leader;
import io.dftp.bully.ElectionPhase.Stalled;
import io.dftp.bully.ElectionPhase.Suspect;
import io.dftp.bully.ElectionPhase.Waiting;
import io.dftp.bully.ElectionPhase.Withdrawn;
import io.dftp.failure.LocalHealth;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;

/**
 * The election as a pure function: on one event, from one state, the next state and what to do.
 *
 * <p>Garcia-Molina's Bully (1982) keeps its messages ELECTION, FEEDBACK and COORDINATOR, but
 * silence proves nothing here. A follower asks for a silent leader before it stands; a candidate
 * asks for promises before it leads; every lead has an {@link Epoch}, which only grows; and of two
 * leaders that hear each other the one of higher rank stays.
 *
 * <p>A host that is itself slow gives the others more time, stands after them, and does not object
 * to a lower one; what it overslept it waits for again. It keeps a lead that it has: its heartbeats
 * are what the others judge it by.
 */
public final class ElectionProtocol {

  private final BullyConfig config;

  /** Creates the protocol with its times. */
  public ElectionProtocol(BullyConfig config) {
    this.config = config;
  }

  /** Decides on one event. */
  public Step<ElectionState, ElectionEffect> step(ElectionState state, ElectionEvent event) {
    ElectionTurn turn = new ElectionTurn(config, state, event);
    Transitions transitions = new Transitions(turn);
    if (event instanceof ElectionEvent.GroupChanged changed) {
      turn.belongTo(changed.group());
    } else if (state.phase() instanceof Withdrawn) {
      stepWithdrawn(turn, transitions, event);
    } else if (state.phase() instanceof Stalled) {
      stepStalled(turn, transitions, event);
    } else if (event instanceof ElectionEvent.Received received) {
      receive(turn, transitions, received.from(), received.message());
    } else if (event instanceof ElectionEvent.TimerFired fired) {
      timer(turn, transitions, fired);
    } else if (event instanceof ElectionEvent.Started) {
      transitions.join(ElectionReason.STARTED);
    } else if (event instanceof ElectionEvent.ConnectionLost lost) {
      connectionLost(turn, transitions, lost.address());
    } else if (event instanceof ElectionEvent.ResignRequested) {
      transitions.withdraw(ElectionReason.WITHDRAWN);
    } else if (event instanceof ElectionEvent.StoreFailed) {
      transitions.withdraw(ElectionReason.STORE_FAILED);
    } else if (event instanceof ElectionEvent.StoreStalled) {
      transitions.stall();
    }
    return turn.end();
  }

  private static void stepWithdrawn(
      ElectionTurn turn, Transitions transitions, ElectionEvent event) {
    // Only the copies of its last word are still to be sent.
    if (event instanceof ElectionEvent.TimerFired fired && fired.timer() == ElectionTimer.REPEAT) {
      repeat(turn, transitions, fired);
    }
  }

  private static void repeat(
      ElectionTurn turn, Transitions transitions, ElectionEvent.TimerFired fired) {
    if (fired.generation() == turn.schedule().repeatGeneration()
        && turn.schedule().copiesLeft() > 0) {
      transitions.sayAgain();
      turn.repeated();
    }
  }

  private static void stepStalled(ElectionTurn turn, Transitions transitions, ElectionEvent event) {
    if (event instanceof ElectionEvent.StoreRecovered) {
      // A later promise than the one that became durable may have been dropped with its effects.
      turn.persistAgain();
      transitions.join(ElectionReason.STORE_RECOVERED);
    } else if (event instanceof ElectionEvent.StoreFailed) {
      transitions.withdraw(ElectionReason.STORE_FAILED);
    } else if (event instanceof ElectionEvent.ResignRequested) {
      transitions.withdraw(ElectionReason.WITHDRAWN);
    }
  }

  private void timer(ElectionTurn turn, Transitions transitions, ElectionEvent.TimerFired fired) {
    Schedule schedule = turn.schedule();
    if (fired.timer() == ElectionTimer.REPEAT) {
      repeat(turn, transitions, fired);
    } else if (fired.generation() == schedule.phaseGeneration()) {
      long late = turn.now() - schedule.phaseDueNanos();
      // Who always is late must act some time, or a group of slow hosts would have no leader.
      boolean excusable = turn.health().score() < LocalHealth.WORST;
      turn.timerFired(late);
      boolean overslept = late > config.heartbeat().toNanos() * 2;
      if (overslept && excusable && !(turn.phase() instanceof Leader)) {
        transitions.waitAgain();
      } else {
        phaseTimer(turn, transitions);
      }
    }
  }

  private static void phaseTimer(ElectionTurn turn, Transitions transitions) {
    ElectionPhase phase = turn.phase();
    if (phase instanceof Joining) {
      transitions.stand(0, ElectionReason.NO_LEADER);
    } else if (phase instanceof Suspect suspect) {
      transitions.standInsteadOf(suspect.following());
    } else if (phase instanceof Follower follower) {
      transitions.watch(follower.following());
    } else if (phase instanceof Candidate candidate) {
      if (candidate.asked()) {
        transitions.claim(candidate.attempt(), 0);
      } else {
        transitions.ask(candidate.attempt(), ElectionReason.NO_LEADER);
      }
    } else if (phase instanceof Waiting waiting) {
      transitions.stand(waiting.attempt() + 1, ElectionReason.NO_LEADER);
    } else if (phase instanceof Claiming claiming) {
      transitions.lead(claiming.epoch());
    } else if (phase instanceof Leader leader) {
      transitions.beat(leader);
    }
  }

  private static void connectionLost(
      ElectionTurn turn, Transitions transitions, NodeAddress address) {
    if (turn.phase() instanceof Follower follower
        && follower.following().leader().address().equals(address)) {
      turn.forget(follower.following().leader().uid());
      transitions.suspect(follower.following());
    }
  }

  private static void receive(
      ElectionTurn turn, Transitions transitions, NodeAddress from, BullyMessage message) {
    Contender sender = message.sender();
    // A broadcast is heard by its sender, too.
    if (sender.uid().equals(turn.self().uid())
        || !turn.terms().believes(message.largestCount())
        || turn.known().haveLaterOf(sender)) {
      return;
    }
    turn.saw(message.largestCount());
    turn.heard(sender, from);
    LeaderNews leaders = new LeaderNews(turn, transitions);
    leaders.restarted(sender);
    if (!ofLeaders(leaders, from, message)) {
      ofCandidates(new Candidacies(turn, transitions, leaders), from, message);
    }
  }

  private static boolean ofLeaders(LeaderNews leaders, NodeAddress from, BullyMessage message) {
    if (message instanceof Heartbeat heartbeat) {
      leaders.heard(from, heartbeat.sender(), heartbeat.epoch(), heartbeat.group(), true);
    } else if (message instanceof Coordinator coordinator) {
      leaders.heard(from, coordinator.sender(), coordinator.epoch(), coordinator.group(), true);
    } else if (message instanceof FeedbackLeaderAlive alive) {
      boolean direct = alive.leader().uid().equals(alive.sender().uid());
      leaders.heard(from, alive.leader(), alive.epoch(), alive.group(), direct);
    } else if (message instanceof WhoIs) {
      leaders.answered(from);
    } else if (message instanceof ProbeRequest request) {
      leaders.probeRequested(from, request);
    } else if (message instanceof Probe probe) {
      leaders.probed(from, probe);
    } else if (message instanceof ProbeAnswer answer) {
      leaders.probeAnswered(from, answer);
    } else if (message instanceof Takeover takeover) {
      leaders.takeover(from, takeover);
    } else if (message instanceof Resign resign) {
      leaders.resigned(resign);
    } else {
      return false;
    }
    return true;
  }

  private static void ofCandidates(
      Candidacies candidacies, NodeAddress from, BullyMessage message) {
    if (message instanceof Election election) {
      candidacies.election(from, election);
    } else if (message instanceof FeedbackHigher higher) {
      candidacies.higher(higher.sender());
    } else if (message instanceof Claim claim) {
      candidacies.claimed(from, claim);
    } else if (message instanceof ClaimAck ack) {
      candidacies.acknowledged(ack);
    } else if (message instanceof Refusal refusal) {
      candidacies.refused(refusal);
    }
  }
}
