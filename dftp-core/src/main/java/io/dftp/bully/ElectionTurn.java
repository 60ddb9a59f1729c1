// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Resign;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step while it is taken: the state so far, and the transitions between the roles, each in one
 * place. It lives for one event only.
 */
final class ElectionTurn {

  /** How often a message is repeated after it was first sent. */
  private static final int COPIES = 2;

  private static final int MAX_BACKOFF_SHIFT = 3;

  private static final long MAX_COUNT_AHEAD = 1L << 32;

  private final BullyConfig config;
  private final ElectionState before;
  private final Contender self;
  private final long now;
  private final long draw;
  private Epoch promised;
  private Epoch ended;
  private long largestCount;
  private ElectionPhase phase;
  private ElectionReason reason;
  private int copiesLeft;
  private long phaseGeneration;
  private long repeatGeneration;
  private List<ElectionState.Peer> peers;

  private final List<ElectionEffect> outgoing = new ArrayList<>();
  private @Nullable Epoch granted;
  private @Nullable Epoch revoked;

  ElectionTurn(BullyConfig config, ElectionState before, ElectionEvent event) {
    this.config = config;
    this.before = before;
    this.self = before.self();
    this.now = event.nowNanos();
    this.draw = event.draw();
    this.promised = before.promised();
    this.ended = before.ended();
    this.largestCount = before.largestCount();
    this.phase = before.phase();
    this.reason = before.reason();
    this.copiesLeft = before.copiesLeft();
    this.phaseGeneration = before.phaseGeneration();
    this.repeatGeneration = before.repeatGeneration();
    this.peers = before.peers();
  }

  ElectionPhase phase() {
    return phase;
  }

  Epoch promised() {
    return promised;
  }

  Epoch ended() {
    return ended;
  }

  long now() {
    return now;
  }

  /** Returns the state and the effects: what must be durable first, then what is told. */
  Step<ElectionState, ElectionEffect> end() {
    ElectionState after =
        new ElectionState(
            self,
            promised,
            ended,
            largestCount,
            phase,
            reason,
            copiesLeft,
            phaseGeneration,
            repeatGeneration,
            peers);
    List<ElectionEffect> effects = new ArrayList<>();
    if (revoked != null) {
      // A lead ends at once; it does not wait for a disk.
      effects.add(
          new ElectionEffect.Publish(LeadershipView.leaderless(ElectionRole.WAITING, reason)));
      effects.add(new ElectionEffect.Revoke(revoked, reason));
    }
    if (!promised.equals(before.promised())) {
      effects.add(new ElectionEffect.Persist(promised));
    }
    if (revoked != null || !after.view().equals(before.view())) {
      effects.add(new ElectionEffect.Publish(after.view()));
    }
    if (granted != null) {
      effects.add(new ElectionEffect.Grant(granted));
    }
    effects.addAll(outgoing);
    return new Step<>(after, effects);
  }

  // --- Transitions, in the order of the table at ElectionRole.

  void join() {
    enter(new Joining(), ElectionReason.STARTED, config.join());
    broadcastWithCopies(new WhoIs(self));
  }

  /**
   * Follows a leader.
   *
   * @param direct whether it was heard itself, at {@code heardAt}
   */
  void follow(
      Contender leader, Epoch epoch, boolean direct, NodeAddress heardAt, boolean outranked) {
    assert !promised.isAfter(epoch) : "follows " + epoch + " after a promise to " + promised;
    revokeIfLeading();
    promise(epoch);
    Following old = following();
    long since = old != null && old.leader().equals(leader) ? old.sinceNanos() : now;
    enter(
        new Follower(new Following(leader, epoch, since, now, now, direct, heardAt)),
        outranked ? ElectionReason.OUTRANKED : ElectionReason.LEADER_HEARD,
        config.suspectAfter());
  }

  /** Notes a sign of life of the leader that is followed already. */
  void refresh(Following old, boolean direct, NodeAddress heardAt) {
    Following fresh =
        new Following(
            old.leader(),
            old.epoch(),
            old.sinceNanos(),
            now,
            direct ? now : old.directNanos(),
            direct || old.direct(),
            direct ? heardAt : old.heardAt());
    if (phase instanceof Suspect) {
      enter(new Follower(fresh), ElectionReason.LEADER_HEARD, config.suspectAfter());
    } else {
      phase = new Follower(fresh);
    }
  }

  /** Watches on until {@code delayNanos} have passed. */
  void watch(Following following, long delayNanos) {
    phase = new Follower(following);
    setPhaseTimer(delayNanos);
  }

  void suspect(Following following) {
    enter(new Suspect(following), ElectionReason.LEADER_SILENT, config.verify());
    broadcastWithCopies(new WhoIs(self));
  }

  /** Becomes a candidate; those of higher rank that were heard lately may ask first. */
  void stand(int attempt, ElectionReason why) {
    long head = config.feedback().toNanos() / 4;
    long higher =
        peers.stream()
            .filter(peer -> heardWithin(peer, config.suspectAfter().multipliedBy(3)))
            .filter(peer -> peer.contender().outranks(self))
            .count();
    if (higher == 0) {
      ask(attempt, why);
      return;
    }
    enter(new Candidate(attempt, false), why, Duration.ofNanos(higher * head + jitter(head)));
  }

  void ask(int attempt, ElectionReason why) {
    enter(new Candidate(attempt, true), why, config.feedback());
    broadcastWithCopies(new Election(self, attempt));
  }

  /** Waits for another one, longer after each failed candidacy. */
  void await(int attempt, ElectionReason why) {
    revokeIfLeading();
    long patience = config.coordinator().toNanos() << Math.min(attempt, MAX_BACKOFF_SHIFT);
    enter(new Waiting(attempt), why, Duration.ofNanos(patience + jitter(patience / 4)));
  }

  void claim(int attempt, int refusals) {
    Epoch epoch = nextEpoch();
    promise(epoch);
    enter(
        new Claiming(attempt, epoch, refusals, List.of()),
        ElectionReason.UNOPPOSED,
        config.claim());
    broadcastWithCopies(new Claim(self, epoch, attempt));
  }

  void acknowledged(Claiming claiming, Uid by) {
    if (claiming.acknowledged().contains(by)
        || claiming.acknowledged().size() >= ElectionState.MAX_PEERS) {
      return;
    }
    List<Uid> all = new ArrayList<>(claiming.acknowledged());
    all.add(by);
    phase = new Claiming(claiming.attempt(), claiming.epoch(), claiming.refusals(), all);
    boolean everybody =
        peers.stream()
            .filter(peer -> heardWithin(peer, config.suspectAfter()))
            .allMatch(peer -> all.contains(peer.contender().uid()));
    if (everybody) {
      lead(claiming.epoch());
    }
  }

  void lead(Epoch epoch) {
    granted = epoch;
    enter(new Leader(epoch, now), ElectionReason.WON, config.heartbeat());
    broadcastWithCopies(new Coordinator(self, epoch));
  }

  /** Takes a later epoch than any that was seen, and keeps leading. */
  void renew(Leader old) {
    revokeIfLeading();
    Epoch epoch = nextEpoch();
    promise(epoch);
    granted = epoch;
    enter(new Leader(epoch, old.sinceNanos()), ElectionReason.EPOCH_RENEWED, config.heartbeat());
    broadcastWithCopies(new Coordinator(self, epoch));
  }

  void beat(Leader leader) {
    setPhaseTimer(config.heartbeat().toNanos());
    broadcast(new Heartbeat(self, leader.epoch()));
  }

  /** Lets a host of higher rank lead. */
  void handOver(Leader leader, Contender successor, NodeAddress heardAt) {
    Resign resign = new Resign(self, leader.epoch(), successor.uid());
    await(0, ElectionReason.HANDED_OVER);
    endOf(leader.epoch());
    send(heardAt, resign);
    broadcast(resign);
  }

  void withdraw(ElectionReason why) {
    Epoch led = phase instanceof Leader leader ? leader.epoch() : Epoch.NONE;
    revokeIfLeading();
    phase = new Withdrawn(led);
    reason = why;
    phaseGeneration++;
    repeatGeneration++;
    copiesLeft = 0;
    if (!led.equals(Epoch.NONE)) {
      broadcastWithCopies(new Resign(self, led, Uid.NONE));
    }
  }

  // --- Small changes.

  void endOf(Epoch epoch) {
    if (epoch.isAfter(ended)) {
      ended = epoch;
    }
  }

  void promise(Epoch epoch) {
    if (epoch.isAfter(promised)) {
      promised = epoch;
    }
    largestCount = Math.max(largestCount, epoch.count());
  }

  /**
   * Notes the largest count in a message.
   *
   * @return false when it is so far ahead that no election can have brought it about: believing it
   *     would use up the counts
   */
  boolean sawCount(long count) {
    if (count > largestCount + MAX_COUNT_AHEAD) {
      return false;
    }
    largestCount = Math.max(largestCount, count);
    return true;
  }

  /**
   * Notes that a host was heard.
   *
   * @return false when it was an earlier incarnation of a host known in a later one
   */
  boolean heard(Contender contender) {
    List<ElectionState.Peer> others = new ArrayList<>(peers.size() + 1);
    for (ElectionState.Peer peer : peers) {
      if (!peer.contender().uid().equals(contender.uid())) {
        others.add(peer);
      } else if (peer.contender().incarnation() > contender.incarnation()) {
        return false;
      }
    }
    others.add(new ElectionState.Peer(contender, now));
    peers = others.size() > ElectionState.MAX_PEERS ? others.subList(1, others.size()) : others;
    return true;
  }

  void forget(Uid uid) {
    peers = peers.stream().filter(peer -> !peer.contender().uid().equals(uid)).toList();
  }

  /** Returns the leader that is followed or suspected; null when there is none. */
  @Nullable Following following() {
    if (phase instanceof Follower follower) {
      return follower.following();
    }
    return phase instanceof Suspect suspect ? suspect.following() : null;
  }

  /** Says whether the leader itself was heard within two heartbeats. */
  boolean heardLately(Following following) {
    return following.direct() && now - following.directNanos() <= config.heartbeat().toNanos() * 2;
  }

  void repeat() {
    BullyMessage message = Repetition.messageOf(phase, self);
    if (message != null && copiesLeft > 0) {
      broadcast(message);
      copiesLeft--;
      setRepeatTimer();
    }
  }

  void broadcast(BullyMessage message) {
    outgoing.add(new ElectionEffect.Broadcast(message));
  }

  void send(NodeAddress to, BullyMessage message) {
    outgoing.add(new ElectionEffect.Send(to, message));
  }

  private void enter(ElectionPhase next, ElectionReason why, Duration delay) {
    phase = next;
    reason = why;
    copiesLeft = 0;
    // A repeat of the old phase must not speak for the new one.
    repeatGeneration++;
    setPhaseTimer(delay.toNanos());
  }

  private void setPhaseTimer(long delayNanos) {
    phaseGeneration++;
    outgoing.add(new ElectionEffect.SetTimer(ElectionTimer.PHASE, delayNanos, phaseGeneration));
  }

  private void broadcastWithCopies(BullyMessage message) {
    broadcast(message);
    copiesLeft = COPIES;
    setRepeatTimer();
  }

  private void setRepeatTimer() {
    repeatGeneration++;
    if (copiesLeft > 0) {
      outgoing.add(
          new ElectionEffect.SetTimer(
              ElectionTimer.REPEAT, Repetition.spacingNanosOf(phase, config), repeatGeneration));
    }
  }

  private Epoch nextEpoch() {
    return new Epoch(largestCount + 1, self.uid(), self.incarnation());
  }

  private void revokeIfLeading() {
    if (phase instanceof Leader leader) {
      revoked = leader.epoch();
    }
  }

  private boolean heardWithin(ElectionState.Peer peer, Duration window) {
    return now - peer.heardNanos() <= window.toNanos();
  }

  private long jitter(long bound) {
    return bound <= 0 ? 0 : Math.floorMod(draw, bound);
  }
}
