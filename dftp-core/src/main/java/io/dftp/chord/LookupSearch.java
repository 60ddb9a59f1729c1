// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.Astray;
import io.dftp.chord.ChordMessage.FindOwner;
import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.OwnerFound;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One lookup: attempts until an owner is sure, the time is up, or none is left. In recursive mode a
 * question is handed on first; when it goes astray or seems lost, the attempts that follow are
 * iterative, since these go around silent members. Confined to the event loop.
 */
final class LookupSearch implements LookupAttempt.Asker, Relay.Asker {

  /** Where a lookup begins. */
  interface Origin {
    /** Lets an iterative attempt ask its first. */
    void begin(LookupAttempt attempt);

    /** Sends a question on its way. */
    void send(FindOwner question, Runnable failed);
  }

  /** Asks a member, on this host or over the network. */
  interface Network {
    void ask(RingMember member, Identifier key, CallContext context, Answered then);
  }

  /** Hears an answer: null for silence. */
  interface Answered {
    void answered(@Nullable OwnerAnswer answer, boolean overTheNetwork);
  }

  /** A question handed on may meet a member that has just died, whose neighbour reports it. */
  private static final int HOP_TIMEOUTS_UNTIL_LOST = 2;

  private final Identifier key;
  private final CallContext context;
  private final ChordConfig config;
  private final EventLoop loop;
  private final PeerMonitor monitor;
  private final Relay relay;
  private final Network network;
  private final Origin origin;
  private final CompletableFuture<LookupResult> result = new CompletableFuture<>();
  private Cancellable onCancelled = () -> {};
  private Cancellable timer = () -> {};
  private @Nullable FindOwner question;
  private boolean handedOn;
  private int attempts;
  private LookupCost cost = LookupCost.NONE;
  private String lastReason = "it has not begun";
  private @Nullable RingMember presumed;

  LookupSearch(
      Identifier key,
      CallContext context,
      ChordConfig config,
      EventLoop loop,
      PeerMonitor monitor,
      Relay relay,
      Network network,
      Origin origin) {
    this.key = key;
    this.context = context;
    this.config = config;
    this.loop = loop;
    this.monitor = monitor;
    this.relay = relay;
    this.network = network;
    this.origin = origin;
  }

  CompletableFuture<LookupResult> start(LookupMode mode) {
    onCancelled = context.onCancelled(() -> fail("its time is up"));
    if (result.isDone()) {
      return result.copy();
    }
    if (mode == LookupMode.RECURSIVE) {
      handOn();
    } else {
      attempt(attempt -> origin.begin(attempt));
    }
    return result.copy();
  }

  private void handOn() {
    attempts++;
    FindOwner sent = relay.question(this);
    question = sent;
    handedOn = true;
    timer =
        loop.schedule(
            config.lookup().hopTimeout().multipliedBy(HOP_TIMEOUTS_UNTIL_LOST),
            () -> lost("the question got lost"));
    origin.send(sent, () -> lost("nobody took the question"));
  }

  /** Goes on iteratively; an answer that comes late is taken all the same. */
  private void lost(String reason) {
    if (handedOn && !result.isDone()) {
      handedOn = false;
      timer.cancel();
      lastReason = reason;
      cost = cost.plusRestart();
      attempt(attempt -> origin.begin(attempt));
    }
  }

  @Override
  public Identifier key() {
    return key;
  }

  @Override
  public void found(OwnerFound found) {
    cost = cost.plusHops(config.lookup().maxHops() - found.hopsLeft());
    found(found.owner(), found.predecessor(), found.successors());
  }

  @Override
  public void astray(Astray astray) {
    if (!handedOn || result.isDone()) {
      return;
    }
    handedOn = false;
    timer.cancel();
    lastReason = astray.last() + " could not hand it on";
    RingMember silent = astray.silent();
    int taken = config.lookup().maxHops() - astray.hopsLeft() - (silent == null ? 0 : 1);
    cost = cost.plusHops(Math.max(0, taken)).plusRestart();
    if (silent != null) {
      cost = cost.plusSilent();
    }
    attempt(
        attempt -> {
          if (silent != null) {
            attempt.avoid(silent);
          }
          // It was on the way, and nearer than all that the asker knows.
          attempt.learn(List.of(astray.last()));
          origin.begin(attempt);
        });
  }

  private void attempt(Consumer<LookupAttempt> begin) {
    if (!result.isDone()) {
      attempts++;
      begin.accept(new LookupAttempt(key, config.lookup().maxHops(), monitor, this));
    }
  }

  @Override
  public void ask(RingMember member, Consumer<@Nullable OwnerAnswer> then) {
    if (result.isDone()) {
      return;
    }
    network.ask(
        member,
        key,
        context,
        (answer, overTheNetwork) -> {
          if (answer instanceof ChordMessage.Surroundings) {
            cost = overTheNetwork ? cost.plusHops(1) : cost;
          } else {
            cost = cost.plusSilent();
          }
          if (!result.isDone()) {
            then.accept(answer);
          }
        });
  }

  @Override
  public void found(RingMember owner, RingMember predecessor, List<RingMember> successors) {
    if (!result.isDone()) {
      end();
      result.complete(new LookupResult(owner, predecessor, successors, cost));
    }
  }

  @Override
  public void unsure(String reason, @Nullable RingMember first) {
    lastReason = reason;
    presumed = first;
    if (result.isDone()) {
      return;
    }
    if (attempts >= config.lookup().attempts()) {
      fail("no attempt is left");
      return;
    }
    long wait = config.stabilizePeriod().toNanos();
    timer =
        loop.schedule(
            Duration.ofNanos((long) (wait * (0.1 + 0.4 * loop.random().nextDouble()))),
            () -> {
              cost = cost.plusRestart();
              attempt(attempt -> origin.begin(attempt));
            });
  }

  private void fail(String reason) {
    if (!result.isDone()) {
      end();
      result.completeExceptionally(
          new LookupFailedException(
              "no owner of " + key + " is sure: " + reason + "; last " + lastReason + "; " + cost,
              presumed,
              cost));
    }
  }

  private void end() {
    onCancelled.cancel();
    timer.cancel();
    FindOwner open = question;
    if (open != null) {
      relay.forget(open);
    }
  }
}
