// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Finds the owner of a map for one operation, and asks it within a bound; with pauses that grow
 * between the attempts. Confined to the event loop.
 */
final class OwnerSearch {

  private static final Duration ATTEMPT = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final long FIRST_PAUSE_MILLIS = 40;

  private final MapClient client;
  private final StoreEnvironment env;
  private final ObjectId map;
  private final long longestPauseMillis;
  private Optional<NodeAddress> named = Optional.empty();
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  OwnerSearch(MapClient client, ObjectId map, Duration longestPause) {
    this.client = client;
    this.env = client.env();
    this.map = map;
    this.longestPauseMillis = longestPause.toMillis();
  }

  /** Returns the host to ask; fails when none is found before the context ends. */
  CompletableFuture<NodeAddress> find(CallContext context) {
    return client
        .ownerOf(map, named, context)
        .thenApply(
            owner ->
                owner.orElseThrow(
                    () -> new ElsewhereException(map, Optional.<NodeAddress>empty())));
  }

  /** Notes who is said to be the owner; nobody, when the one that was asked did not serve. */
  void named(Optional<NodeAddress> owner) {
    named = owner;
    client.locator().forget(map.key());
  }

  /** Asks the host, for as long as an attempt may take and the host is not found dead. */
  <T> CompletableFuture<T> ask(
      NodeAddress host,
      CallContext context,
      BiFunction<NodeAddress, CallContext, CompletableFuture<T>> question) {
    CallContext attempt = context.child(ATTEMPT);
    Cancellable watch = host.equals(env.placement().self()) ? () -> {} : endWhenDead(host, attempt);
    return Futures.within(attempt, Futures.start(() -> question.apply(host, attempt)))
        .whenComplete(
            (value, failure) -> {
              watch.cancel();
              attempt.close();
            });
  }

  /** Runs the task after the next pause. */
  void later(Runnable task) {
    long pause = pauseMillis / 2 + env.loop().random().nextLong(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, longestPauseMillis);
    env.loop().schedule(Duration.ofMillis(pause), task);
  }

  private Cancellable endWhenDead(NodeAddress host, CallContext attempt) {
    Cancellable[] timer = new Cancellable[1];
    Runnable look =
        new Runnable() {
          @Override
          public void run() {
            if (env.placement().isDead(host)) {
              attempt.cancel();
            } else {
              timer[0] = env.loop().schedule(LOOK_AGAIN, this);
            }
          }
        };
    timer[0] = env.loop().schedule(LOOK_AGAIN, look);
    return () -> timer[0].cancel();
  }
}
