// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.ElectionEffect;
import io.dftp.bully.ElectionEvent;
import io.dftp.bully.ElectionRole;
import io.dftp.bully.ElectionState;
import io.dftp.bully.ElectionTimer;
import io.dftp.bully.Epoch;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * One event at one host: the step under test, and its effects run as the shell runs them. A write
 * is durable at once; a crash before it is a crash before the event, and one behind it is a crash
 * after the event with messages lost. Used once.
 */
final class HostStep {

  private final Situation before;
  private final int index;
  private final List<Packet> sent = new ArrayList<>();
  private ElectionState state;
  private long phaseLeft;
  private long repeatLeft;
  private Epoch stored;
  private Epoch granted;
  private Epoch lastLed;

  HostStep(Situation before, int index) {
    this.before = before;
    this.index = index;
    ExploredHost host = before.hosts().get(index);
    this.state = host.state();
    this.phaseLeft = host.phaseLeftNanos();
    this.repeatLeft = host.repeatLeftNanos();
    this.stored = host.stored();
    this.granted = host.granted();
    this.lastLed = host.lastLed();
  }

  /** Takes the step and runs its effects. */
  Situation take(ElectionStep rules, ElectionEvent event, Ages ages) throws BrokenRule {
    if (event instanceof ElectionEvent.TimerFired fired) {
      if (fired.timer() == ElectionTimer.PHASE) {
        state = Ages.dueIn(state, phaseLeft);
        phaseLeft = ExploredHost.UNSET;
      } else {
        repeatLeft = ExploredHost.UNSET;
      }
    }
    Epoch promisedBefore = state.promised();
    Step<ElectionState, ElectionEffect> step = step(rules, event);
    state = step.state();
    BrokenRule.check(
        !promisedBefore.isAfter(state.promised()),
        ElectionRules.PROMISES_NEVER_FALL,
        () -> "n" + index + " from " + promisedBefore + " to " + state.promised());
    checkObjection(event);
    dropTimersThatDoNotCount();
    for (ElectionEffect effect : step.effects()) {
      run(effect);
    }
    ExploredHost after =
        new ExploredHost(
            ExploredHost.Life.UP,
            ages.later(state, 0),
            phaseLeft,
            repeatLeft,
            stored,
            granted,
            lastLed);
    return before.with(index, after).sending(sent);
  }

  /** Who stands and hears that a higher host is there stands no more. */
  private void checkObjection(ElectionEvent event) throws BrokenRule {
    if (event instanceof ElectionEvent.Received received
        && received.message() instanceof FeedbackHigher higher
        && higher.sender().outranks(state.self())) {
      ElectionRole role = state.phase().role();
      BrokenRule.check(
          role != ElectionRole.CANDIDATE && role != ElectionRole.CLAIMING,
          ElectionRules.OBJECTIONS,
          () -> "n" + index + " still is " + role);
    }
  }

  private Step<ElectionState, ElectionEffect> step(ElectionStep rules, ElectionEvent event)
      throws BrokenRule {
    try {
      return rules.step(state, event);
    } catch (AssertionError | RuntimeException failure) {
      throw new BrokenRule(ElectionRules.NO_FAILURE, "n" + index + ": " + failure);
    }
  }

  /** A timer that was set before counts while the state still has the number zero for it. */
  private void dropTimersThatDoNotCount() {
    if (state.schedule().phaseGeneration() != 0) {
      phaseLeft = ExploredHost.UNSET;
    }
    if (state.schedule().repeatGeneration() != 0) {
      repeatLeft = ExploredHost.UNSET;
    }
  }

  private void run(ElectionEffect effect) throws BrokenRule {
    if (effect instanceof ElectionEffect.Persist persist) {
      BrokenRule.check(
          !stored.isAfter(persist.promised()),
          ElectionRules.PROMISES_NEVER_FALL,
          () -> "n" + index + " stores " + persist.promised() + " over " + stored);
      stored = persist.promised();
    } else if (effect instanceof ElectionEffect.Grant grant) {
      grant(grant.epoch());
    } else if (effect instanceof ElectionEffect.Revoke revoke) {
      BrokenRule.check(
          granted.equals(revoke.epoch()),
          ElectionRules.ALTERNATION,
          () -> "n" + index + " is revoked " + revoke.epoch() + ", granted is " + granted);
      granted = Epoch.NONE;
    } else if (effect instanceof ElectionEffect.SetTimer timer) {
      set(timer);
    } else if (effect instanceof ElectionEffect.Broadcast broadcast) {
      for (int to = 0; to < before.hosts().size(); to++) {
        if (to != index) {
          sent.add(new Packet(index, to, broadcast.message()));
        }
      }
    } else if (effect instanceof ElectionEffect.Send send) {
      send(send);
    }
  }

  private void grant(Epoch epoch) throws BrokenRule {
    BrokenRule.check(
        granted.equals(Epoch.NONE),
        ElectionRules.ALTERNATION,
        () -> "n" + index + " is granted " + epoch + ", granted is " + granted);
    BrokenRule.check(
        epoch.uid().equals(state.self().uid())
            && epoch.incarnation() == state.self().incarnation()
            && epoch.count() > lastLed.count(),
        ElectionRules.UNIQUE_EPOCHS,
        () -> "n" + index + " leads in " + epoch + " after " + lastLed);
    BrokenRule.check(
        stored.equals(epoch),
        ElectionRules.DURABLE_PROMISES,
        () -> "n" + index + " leads in " + epoch + ", stored is " + stored);
    granted = epoch;
    lastLed = epoch;
  }

  private void send(ElectionEffect.Send send) throws BrokenRule {
    if (send.message() instanceof ClaimAck ack) {
      BrokenRule.check(
          !ack.epoch().isAfter(stored),
          ElectionRules.DURABLE_PROMISES,
          () -> "n" + index + " promises " + ack.epoch() + ", stored is " + stored);
    }
    for (int to = 0; to < before.hosts().size(); to++) {
      if (before.hosts().get(to).state().self().address().equals(send.to())) {
        sent.add(new Packet(index, to, send.message()));
      }
    }
  }

  private void set(ElectionEffect.SetTimer timer) {
    if (timer.timer() == ElectionTimer.PHASE) {
      if (timer.generation() == state.schedule().phaseGeneration()) {
        phaseLeft = timer.delayNanos();
      }
    } else if (timer.generation() == state.schedule().repeatGeneration()) {
      repeatLeft = timer.delayNanos();
    }
  }
}
