// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.Fingers;
import io.dftp.id.Identifier;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the fingers of a position right: looks up one after the other, each period one (Stoica et
 * al. 2003, section IV.D). Confined to the event loop.
 */
final class FingerRepair {

  private final EventLoop loop;
  private final Relay.Position position;
  private final FingerTable fingers;
  private final Lookup lookup;
  private final RequestChannel channel;
  private final ChordConfig config;
  private final boolean measuring;
  private Cancellable timer = () -> {};
  private boolean ended;

  /**
   * Creates it for one position.
   *
   * @param measuring whether round trips come from the host's own pings, not from elsewhere
   */
  FingerRepair(
      Relay.Position position,
      FingerTable fingers,
      Lookup lookup,
      RequestChannel channel,
      ChordConfig config,
      boolean measuring) {
    this.loop = channel.loop();
    this.position = position;
    this.fingers = fingers;
    this.lookup = lookup;
    this.channel = channel;
    this.config = config;
    this.measuring = measuring && config.lookup().nearby();
  }

  void start() {
    if (ended) {
      return;
    }
    long period = config.fingerPeriod().toNanos();
    Duration delay = Duration.ofNanos((long) (period * (0.75 + 0.5 * loop.random().nextDouble())));
    timer = loop.schedule(delay, this::repairNext);
  }

  /** Leaves the table as it is, for good. */
  void end() {
    ended = true;
    timer.cancel();
  }

  /** Begins with the fingers of the successor, which are nearly the own ones. */
  void copyFromSuccessor() {
    List<RingMember> successors = position.view().successors();
    if (ended || successors.size() < config.successors()) {
      return;
    }
    CallContext context = CallContext.withTimeout(loop, config.requestTimeout());
    reference(successors.get(0))
        .fingers(context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              if (!ended && answer instanceof Fingers copied) {
                fingers.adopt(copied.members(), successors);
              }
            });
  }

  private void repairNext() {
    try {
      RingView view = position.view();
      int exponent =
          view.isMember() ? fingers.nextExponent(view.successors(), config.successors()) : -1;
      if (exponent >= 0 && !ended) {
        repair(exponent);
      }
    } finally {
      start();
    }
  }

  private void repair(int exponent) {
    CallContext context = CallContext.withTimeout(loop, config.requestTimeout());
    lookUp(exponent, context)
        .whenComplete(
            (found, failure) -> {
              context.close();
              if (failure == null && !ended) {
                fingers.put(exponent, found.owner(), found.successors());
                if (measuring) {
                  measure(found);
                }
              }
            });
  }

  private CompletableFuture<LookupResult> lookUp(int exponent, CallContext context) {
    RingMember before = fingers.at(exponent);
    Identifier start = fingers.start(exponent);
    return before == null
        ? lookup.findSuccessor(position, fingers::members, start, config.lookup().mode(), context)
        : lookup.confirm(position, fingers::members, start, before, context);
  }

  /** Asks the alternates of a finger for a sign of life, to see how far away they are. */
  private void measure(LookupResult finger) {
    List<RingMember> alternates = new ArrayList<>(finger.successors());
    alternates.add(0, finger.owner());
    for (RingMember one :
        alternates.subList(0, Math.min(alternates.size(), config.lookup().alternates()))) {
      CallContext context = CallContext.withTimeout(loop, config.lookup().hopTimeout());
      long begun = loop.nowNanos();
      reference(one)
          .ping(context)
          .whenComplete(
              (answer, failure) -> {
                context.close();
                if (answer != null) {
                  lookup.roundTrips().observed(one.address(), loop.nowNanos() - begun);
                }
              });
    }
  }

  private ChordNodeReference reference(RingMember member) {
    return new ChordNodeReference(member, channel);
  }
}
