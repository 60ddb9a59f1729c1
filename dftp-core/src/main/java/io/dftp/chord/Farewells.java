// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.Busy;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Tells the neighbours that a position has left. Confined to the event loop. */
final class Farewells {

  private static final int TRIES = 6;

  private final RequestChannel channel;
  private final StabilizeTimer rounds;
  private final Duration timeout;
  private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);
  private boolean closed;

  Farewells(RequestChannel channel, StabilizeTimer rounds, Duration timeout) {
    this.channel = channel;
    this.rounds = rounds;
    this.timeout = timeout;
  }

  /** Returns what completes when those who were told have answered, or have not; never fails. */
  CompletableFuture<Void> told() {
    return told;
  }

  void say(RingMember leaver, RingEffect.SayFarewell effect) {
    CompletableFuture<Void> one = new CompletableFuture<>();
    say(leaver, effect, one, TRIES);
    told = told.thenCombine(one, (all, last) -> null);
  }

  /** Tells nobody again. */
  void close() {
    closed = true;
  }

  private void say(
      RingMember leaver, RingEffect.SayFarewell effect, CompletableFuture<Void> one, int tries) {
    CallContext context = CallContext.withTimeout(channel.loop(), timeout);
    new ChordNodeReference(effect.to(), channel)
        .farewell(leaver, effect.predecessor(), context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              if (answer instanceof Busy && tries > 1 && !closed) {
                channel
                    .loop()
                    .schedule(rounds.retryDelay(), () -> say(leaver, effect, one, tries - 1));
              } else {
                // One that was not reached finds out by itself, as after a crash.
                one.complete(null);
              }
            });
  }
}
