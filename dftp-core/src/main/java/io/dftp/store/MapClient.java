// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.net.RemoteFailureException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import io.dftp.store.StoreMessage.MapGet;
import io.dftp.store.StoreMessage.MapMutate;
import io.dftp.store.StoreMessage.MapOutcome;
import io.dftp.store.StoreMessage.MapRows;
import io.dftp.store.StoreMessage.MapScan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Sends operations on maps to their primaries, and again to the next primary when one is silent,
 * dead or no longer the owner, until the caller's context ends. Confined to the event loop.
 */
final class MapClient {

  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final long FIRST_PAUSE_MILLIS = 40;
  private static final long LONGEST_PAUSE_MILLIS = 640;

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final MapPrimary here;

  MapClient(StoreEnvironment env, HostLocator locator, MapPrimary here) {
    this.env = env;
    this.locator = locator;
    this.here = here;
  }

  CompletableFuture<List<Row>> get(ObjectId map, String name, CallContext context) {
    return new Operation<>(
            map,
            context,
            attempt -> here.get(map, name),
            (host, attempt) -> ask(host, new MapGet(map, name), attempt))
        .run();
  }

  CompletableFuture<List<Row>> scan(
      ObjectId map, String prefix, String after, int limit, CallContext context) {
    return new Operation<>(
            map,
            context,
            attempt -> here.scan(map, prefix, after, limit),
            (host, attempt) -> ask(host, new MapScan(map, prefix, after, limit), attempt))
        .run();
  }

  CompletableFuture<MutationResult> mutate(ObjectId map, Mutation mutation, CallContext context) {
    ObjectId id = ObjectId.random(env.loop().random());
    return new Operation<>(
            map,
            context,
            attempt -> here.mutate(map, id, mutation, attempt),
            (host, attempt) -> ask(host, map, id, mutation, attempt))
        .run();
  }

  private CompletableFuture<List<Row>> ask(
      NodeAddress host, StoreMessage question, CallContext attempt) {
    return env.channel()
        .request(host, question, Bytes.EMPTY.toBuffer(), MapRows.class, attempt)
        .thenApply(
            answer ->
                StoreWire.decode(answer.message().body(), answer.content(), StoreWire::readRows));
  }

  private CompletableFuture<MutationResult> ask(
      NodeAddress host, ObjectId map, ObjectId id, Mutation mutation, CallContext attempt) {
    Bytes body = StoreWire.encode(into -> StoreWire.writeMutation(mutation, into));
    return env.channel()
        .request(
            host,
            new MapMutate(map, id, StoreWire.inline(body)),
            StoreWire.beside(body),
            MapOutcome.class,
            attempt)
        .thenApply(
            answer ->
                StoreWire.decode(answer.message().body(), answer.content(), StoreWire::readResult));
  }

  /** Asks one host. */
  private interface Question<T> {
    CompletableFuture<T> ask(NodeAddress host, CallContext attempt);
  }

  private final class Operation<T> {
    private final ObjectId map;
    private final CallContext context;
    private final Function<CallContext, CompletableFuture<T>> local;
    private final Question<T> remote;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private Throwable lastFailure;
    private boolean mayHaveHappened;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    Operation(
        ObjectId map,
        CallContext context,
        Function<CallContext, CompletableFuture<T>> local,
        Question<T> remote) {
      this.map = map;
      this.context = context;
      this.local = local;
      this.remote = remote;
      this.lastFailure = new DftpException(Outcome.DID_NOT_HAPPEN, "nobody was asked");
    }

    CompletableFuture<T> run() {
      Cancellable end = context.onCancelled(this::giveUp);
      result.whenComplete((value, failure) -> end.cancel());
      attempt();
      return result;
    }

    private void attempt() {
      if (result.isDone()) {
        return;
      }
      Futures.start(() -> locator.hosts(map.key(), context))
          .whenComplete(
              (hosts, failure) -> {
                if (result.isDone()) {
                  return;
                }
                if (failure != null || hosts.isEmpty()) {
                  lastFailure = failure == null ? lastFailure : Futures.cause(failure);
                  again();
                } else {
                  ask(hosts.get(0));
                }
              });
    }

    private void ask(NodeAddress host) {
      boolean isHere = host.equals(env.placement().self());
      CallContext attempt = context.child(ATTEMPT);
      Cancellable watch = isHere ? () -> {} : endWhenDead(host, attempt);
      Futures.within(
              attempt,
              Futures.start(() -> isHere ? local.apply(attempt) : remote.ask(host, attempt)))
          .whenComplete(
              (value, failure) -> {
                watch.cancel();
                attempt.close();
                if (failure == null) {
                  result.complete(value);
                } else {
                  failed(Futures.cause(failure), isHere);
                }
              });
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

    private void failed(Throwable failure, boolean isHere) {
      Outcome outcome = DftpException.outcomeOf(failure);
      lastFailure = failure;
      if (outcome == Outcome.DID_NOT_HAPPEN && isFinal(failure, isHere)) {
        result.completeExceptionally(failure);
        return;
      }
      mayHaveHappened |= outcome == Outcome.MAY_HAVE_HAPPENED;
      again();
    }

    /** What the primary itself has refused stays refused; the rest may go better later. */
    private boolean isFinal(Throwable failure, boolean isHere) {
      return !mayHaveHappened
          && (isHere
              ? !(failure instanceof OverloadedException || failure instanceof CancelledException)
              : failure instanceof RemoteFailureException);
    }

    private void again() {
      locator.forget(map.key());
      long pause = pauseMillis / 2 + env.loop().random().nextLong(pauseMillis);
      pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
      env.loop().schedule(Duration.ofMillis(pause), this::attempt);
    }

    private void giveUp() {
      if (!result.isDone()) {
        result.completeExceptionally(
            new DftpException(
                mayHaveHappened ? Outcome.MAY_HAVE_HAPPENED : Outcome.DID_NOT_HAPPEN,
                "no primary of map " + map + " did it in time: " + lastFailure.getMessage(),
                lastFailure));
      }
    }
  }
}
