// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.ProbeRequest;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.bully.ElectionPhase.Candidate;
import io.dftp.bully.ElectionPhase.Claiming;
import io.dftp.bully.ElectionPhase.Follower;
import io.dftp.bully.ElectionPhase.Following;
import io.dftp.bully.ElectionPhase.Joining;
import io.dftp.bully.ElectionPhase.Leader;
import io.dftp.bully.ElectionPhase.Stalled;
import io.dftp.bully.ElectionPhase.Suspect;
import io.dftp.bully.ElectionPhase.Waiting;
import io.dftp.bully.ElectionPhase.Withdrawn;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The transitions between the roles, each in one place, in the order of {@link ElectionRole}. */
final class Transitions {

  /** How many others are asked to look for a silent leader. */
  private static final int INDIRECT_PROBES = 3;

  /** The most hosts of higher rank that are let go first. */
  private static final int MAX_HEADS = 16;

  private static final int MAX_BACKOFF_SHIFT = 3;

  private final ElectionTurn turn;
  private final BullyConfig config;
  private final Contender self;

  Transitions(ElectionTurn turn) {
    this.turn = turn;
    this.config = turn.config();
    this.self = turn.self();
  }

  void join(ElectionReason why) {
    turn.enter(new Joining(), why, config.join().toNanos());
    turn.say();
    turn.repeatLater();
  }

  /**
   * Follows a leader.
   *
   * @param direct whether it was heard itself, at {@code heardAt}
   */
  void follow(
      Contender leader,
      Epoch epoch,
      Uid group,
      boolean direct,
      NodeAddress heardAt,
      ElectionReason why) {
    assert !turn.terms().promised().isAfter(epoch)
        : "follows " + epoch + " after a promise to " + turn.terms().promised();
    turn.revokeIfLeading();
    turn.promise(epoch);
    Following old = turn.following();
    long now = turn.now();
    long since = old != null && old.leader().equals(leader) ? old.sinceNanos() : now;
    Following following = new Following(leader, epoch, group, since, now, now, direct, heardAt);
    turn.enter(new Follower(following), why, patienceNanos());
    if (config.preemption().policy() == Preemption.Policy.ALWAYS) {
      preempt(following);
    }
  }

  /** Notes a sign of life of the leader that is followed already. */
  void refresh(Following old, Uid group, boolean direct, NodeAddress heardAt) {
    Following fresh = old.heard(group, direct, heardAt, turn.now());
    if (turn.phase() instanceof Suspect) {
      turn.enter(new Follower(fresh), ElectionReason.LEADER_HEARD, patienceNanos());
    } else {
      turn.remember(new Follower(fresh));
    }
  }

  /** Watches on, and asks a lower leader for the lead when its time is over. */
  void watch(Following following) {
    long left = patienceNanos() - (turn.now() - following.signNanos());
    if (left <= 0) {
      suspect(following);
      return;
    }
    Preemption preemption = config.preemption();
    Duration wait =
        preemption.policy() == Preemption.Policy.ALWAYS
            ? config.coordinator()
            : preemption.holdDown();
    boolean due = turn.now() - following.sinceNanos() >= wait.toNanos();
    turn.remember(new Follower(following));
    turn.rearm(left);
    if (due) {
      preempt(following);
    }
  }

  private void preempt(Following following) {
    boolean may =
        config.preemption().policy() != Preemption.Policy.NEVER
            && turn.health().score() == 0
            && following.direct()
            && self.outranks(following.leader());
    if (may) {
      turn.send(following.heardAt(), new Takeover(self, following.epoch()));
      turn.remember(new Follower(following.asked(turn.now())));
    }
  }

  /** Looks for a silent leader. */
  void suspect(Following following) {
    turn.enter(new Suspect(following), ElectionReason.LEADER_SILENT, stretched(config.verify()));
    probe(following);
    turn.repeatLater();
  }

  /** Looks for the leader: asks it, and some others to look; all, when there are too few others. */
  void probe(Following following) {
    if (following.direct()) {
      turn.send(following.heardAt(), new WhoIs(self));
    }
    Uid leader = following.leader().uid();
    List<KnownPeers.Peer> relays = turn.known().some(INDIRECT_PROBES, leader, turn.draw());
    for (KnownPeers.Peer relay : relays) {
      turn.send(relay.heardAt(), new ProbeRequest(self, leader, following.epoch()));
    }
    if (relays.size() < INDIRECT_PROBES) {
      turn.broadcast(new WhoIs(self));
    }
  }

  /** Stands once the leader is given up. */
  void standInsteadOf(Following lost) {
    turn.forget(lost.leader().uid());
    stand(0, ElectionReason.NO_LEADER);
  }

  /**
   * Becomes a candidate; those of higher rank that are known, and the fit, ask first. Who knows
   * others and none that is higher claims at once: who objects, objects to the claim.
   */
  void stand(int attempt, ElectionReason why) {
    long head = config.feedback().toNanos() / 4;
    long higher = turn.known().higherThan(self).size();
    long ahead = Math.min(higher, MAX_HEADS) + 2L * turn.health().score();
    if (ahead > 0) {
      turn.enter(new Candidate(attempt, false), why, ahead * head + turn.jitter(head));
    } else if (turn.known().all().isEmpty()) {
      ask(attempt, why);
    } else {
      claim(attempt, 0);
    }
  }

  void ask(int attempt, ElectionReason why) {
    turn.enter(new Candidate(attempt, true), why, config.feedback().toNanos());
    askHigher(attempt);
    turn.repeatLater();
  }

  /** Asks the higher hosts that are known; everybody, when nobody is. */
  void askHigher(int attempt) {
    Election election = new Election(self, attempt);
    if (turn.known().all().isEmpty()) {
      turn.broadcast(election);
    }
    for (KnownPeers.Peer higher : turn.known().higherThan(self)) {
      turn.send(higher.heardAt(), election);
    }
  }

  /** Waits for another one, longer after each failed candidacy. */
  void await(int attempt, ElectionReason why) {
    turn.revokeIfLeading();
    long patience = config.coordinator().toNanos() << Math.min(attempt, MAX_BACKOFF_SHIFT);
    turn.enter(new Waiting(attempt), why, patience + turn.jitter(patience / 4));
  }

  void claim(int attempt, int refusals) {
    Epoch epoch = turn.terms().next(self);
    turn.promise(epoch);
    turn.enter(
        new Claiming(attempt, epoch, refusals, List.of()),
        ElectionReason.UNOPPOSED,
        config.claim().toNanos());
    turn.say();
    turn.repeatLater();
  }

  /** Counts a promise; when all who were heard lately have given theirs, nobody is waited for. */
  void acknowledged(Claiming claiming, Uid by) {
    if (claiming.acknowledged().contains(by)
        || claiming.acknowledged().size() >= ElectionState.MAX_PEERS) {
      return;
    }
    List<Uid> all = new ArrayList<>(claiming.acknowledged());
    all.add(by);
    turn.remember(new Claiming(claiming.attempt(), claiming.epoch(), claiming.refusals(), all));
    boolean everybody =
        turn.known().heardWithin(config.suspectAfter().toNanos(), turn.now()).stream()
            .allMatch(peer -> all.contains(peer.contender().uid()));
    if (everybody) {
      lead(claiming.epoch());
    }
  }

  void lead(Epoch epoch) {
    turn.grant(epoch);
    turn.enter(new Leader(epoch, turn.now()), ElectionReason.WON, config.heartbeat().toNanos());
    announce(epoch);
  }

  /** Takes a later epoch than any that was seen, and keeps leading. */
  void renew(Leader old) {
    turn.revokeIfLeading();
    Epoch epoch = turn.terms().next(self);
    turn.promise(epoch);
    turn.grant(epoch);
    turn.enter(
        new Leader(epoch, old.sinceNanos()),
        ElectionReason.EPOCH_RENEWED,
        config.heartbeat().toNanos());
    announce(epoch);
  }

  /** Says once that it leads; every heartbeat says it again. */
  private void announce(Epoch epoch) {
    turn.broadcast(new Coordinator(self, epoch, turn.group()));
  }

  void beat(Leader leader) {
    turn.rearm(config.heartbeat().toNanos());
    turn.broadcast(new Heartbeat(self, leader.epoch(), turn.group()));
  }

  /** Lets a host of higher rank lead. */
  void handOver(Leader leader, Contender successor, NodeAddress heardAt) {
    Resign resign = new Resign(self, leader.epoch(), successor.uid());
    await(0, ElectionReason.HANDED_OVER);
    turn.end(leader.epoch());
    turn.handedOver();
    turn.send(heardAt, resign);
    turn.broadcast(resign);
  }

  /** Waits once more for what this host slept through, with the same question. */
  void waitAgain() {
    if (turn.phase() instanceof Follower follower) {
      turn.remember(new Follower(follower.following().excused(turn.now())));
      turn.rearm(patienceNanos());
    } else {
      turn.rearm(turn.schedule().phaseDelayNanos());
      turn.repeatLater();
      sayAgain();
    }
  }

  /** Repeats what the phase asks. */
  void sayAgain() {
    if (turn.phase() instanceof Suspect suspect) {
      probe(suspect.following());
    } else if (turn.phase() instanceof Candidate candidate) {
      if (candidate.asked()) {
        askHigher(candidate.attempt());
      }
    } else {
      turn.say();
    }
  }

  /** Takes no part while a promise does not become durable. */
  void stall() {
    turn.revokeIfLeading();
    turn.enterForGood(new Stalled(), ElectionReason.STORE_STALLED);
  }

  /** Takes no part any more; a leader frees the others, and names whom it heard lately. */
  void withdraw(ElectionReason why) {
    Epoch led = turn.phase() instanceof Leader leader ? leader.epoch() : Epoch.NONE;
    turn.revokeIfLeading();
    turn.enterForGood(new Withdrawn(led, led.equals(Epoch.NONE) ? Uid.NONE : successor()), why);
    turn.say();
    turn.repeatLater();
  }

  private Uid successor() {
    Contender best = null;
    for (KnownPeers.Peer peer :
        turn.known().heardWithin(config.suspectAfter().toNanos() * 3, turn.now())) {
      if (best == null || peer.contender().outranks(best)) {
        best = peer.contender();
      }
    }
    return best == null ? Uid.NONE : best.uid();
  }

  /** Returns the silence after which the leader is suspected. */
  private long patienceNanos() {
    return stretched(config.suspectAfter());
  }

  /** A slow host takes others for silent, so it gives them more time. */
  private long stretched(Duration time) {
    return time.toNanos() * turn.health().multiplier();
  }
}
