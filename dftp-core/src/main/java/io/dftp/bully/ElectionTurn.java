// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.discovery.Uid;
import io.dftp.failure.LocalHealth;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step while it is taken: the state so far and the effects so far. It decides nothing, and
 * lives for one event only.
 */
final class ElectionTurn {

  /** How often a message is repeated after it was first sent. */
  private static final int COPIES = 2;

  private final BullyConfig config;
  private final ElectionState before;
  private final long now;
  private final long draw;
  private Uid group;
  private Terms terms;
  private ElectionPhase phase;
  private ElectionReason reason;
  private Schedule schedule;
  private LocalHealth health;
  private HandOvers handOvers;
  private KnownPeers known;

  private final List<ElectionEffect> outgoing = new ArrayList<>();
  private @Nullable Epoch granted;
  private @Nullable Epoch revoked;
  private boolean persistAgain;

  ElectionTurn(BullyConfig config, ElectionState before, ElectionEvent event) {
    this.config = config;
    this.before = before;
    this.now = event.nowNanos();
    this.draw = event.draw();
    this.group = before.group();
    this.terms = before.terms();
    this.phase = before.phase();
    this.reason = before.reason();
    this.schedule = before.schedule();
    this.health = before.health();
    this.handOvers = before.handOvers();
    this.known = before.known();
  }

  BullyConfig config() {
    return config;
  }

  Contender self() {
    return before.self();
  }

  long now() {
    return now;
  }

  long draw() {
    return draw;
  }

  Uid group() {
    return group;
  }

  Terms terms() {
    return terms;
  }

  ElectionPhase phase() {
    return phase;
  }

  Schedule schedule() {
    return schedule;
  }

  LocalHealth health() {
    return health;
  }

  HandOvers handOvers() {
    return handOvers;
  }

  KnownPeers known() {
    return known;
  }

  /** Returns the state and the effects: what must be durable first, then what is told. */
  Step<ElectionState, ElectionEffect> end() {
    ElectionState after =
        new ElectionState(self(), group, terms, phase, reason, schedule, health, handOvers, known);
    List<ElectionEffect> effects = new ArrayList<>();
    if (revoked != null) {
      // A lead ends at once; it does not wait for a disk.
      effects.add(
          new ElectionEffect.Publish(LeadershipView.leaderless(ElectionRole.WAITING, reason)));
      effects.add(new ElectionEffect.Revoke(revoked, reason));
    }
    if (persistAgain || !terms.promised().equals(before.promised())) {
      effects.add(new ElectionEffect.Persist(terms.promised()));
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

  // --- Phases.

  /** Enters a phase; what the phase before repeated is not said any more. */
  void enter(ElectionPhase next, ElectionReason why, long delayNanos) {
    phase = next;
    reason = why;
    schedule = schedule.withCopies(0);
    rearm(delayNanos);
  }

  /** Enters a phase that ends by no timer. */
  void enterForGood(ElectionPhase next, ElectionReason why) {
    phase = next;
    reason = why;
    schedule = schedule.stopped();
  }

  /** Changes what is remembered in the phase; its timer goes on. */
  void remember(ElectionPhase same) {
    phase = same;
  }

  /** Sets the timer of the phase anew. */
  void rearm(long delayNanos) {
    schedule = schedule.withPhase(now, delayNanos);
    outgoing.add(
        new ElectionEffect.SetTimer(ElectionTimer.PHASE, delayNanos, schedule.phaseGeneration()));
  }

  void grant(Epoch epoch) {
    granted = epoch;
  }

  void revokeIfLeading() {
    if (phase instanceof ElectionPhase.Leader leader) {
      revoked = leader.epoch();
    }
  }

  // --- What is known.

  void promise(Epoch epoch) {
    terms = terms.promise(epoch);
  }

  /** Writes the promise once more, because the last write of it was not waited for. */
  void persistAgain() {
    persistAgain = true;
  }

  void end(Epoch epoch) {
    terms = terms.end(epoch);
  }

  void saw(long count) {
    terms = terms.saw(count);
  }

  void heard(Contender contender, NodeAddress heardAt) {
    known = known.heard(contender, heardAt, now);
  }

  void forget(Uid uid) {
    known = known.without(uid);
  }

  void belongTo(Uid nextGroup) {
    group = nextGroup;
  }

  void timerFired(long lateNanos) {
    health = health.afterTimer(lateNanos, config.heartbeat().toNanos());
  }

  void handedOver() {
    handOvers = handOvers.andOneAt(now, config.preemption().forgivenAfterNanos());
  }

  /** Returns the leader that is followed or suspected; null when there is none. */
  ElectionPhase.@Nullable Following following() {
    if (phase instanceof ElectionPhase.Follower follower) {
      return follower.following();
    }
    return phase instanceof ElectionPhase.Suspect suspect ? suspect.following() : null;
  }

  // --- What is said.

  void broadcast(BullyMessage message) {
    outgoing.add(new ElectionEffect.Broadcast(message));
  }

  void send(NodeAddress to, BullyMessage message) {
    outgoing.add(new ElectionEffect.Send(to, message));
  }

  /** Broadcasts what the phase says to everybody, if it does. */
  void say() {
    BullyMessage message = Repetition.messageOf(phase, self());
    if (message != null) {
      broadcast(message);
    }
  }

  /** Lets what the phase says be said twice more, if it repeats itself. */
  void repeatLater() {
    repeatLater(Repetition.isRepeated(phase) ? COPIES : 0);
  }

  /** Counts a copy; the timer for the next one is set while some are left. */
  void repeated() {
    repeatLater(schedule.copiesLeft() - 1);
  }

  private void repeatLater(int copies) {
    schedule = schedule.withCopies(copies);
    if (copies > 0) {
      outgoing.add(
          new ElectionEffect.SetTimer(
              ElectionTimer.REPEAT,
              Repetition.spacingNanosOf(phase, config),
              schedule.repeatGeneration()));
    }
  }

  /** Returns a random time from 0 up to the bound. */
  long jitter(long bound) {
    return bound <= 0 ? 0 : Math.floorMod(draw, bound);
  }
}
