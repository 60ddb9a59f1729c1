// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One read at its gateway: asked until an owner answers. Confined to the event loop. */
final class MapRead<T> {

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);

  /** How long it may be unknown who knows the map, before the client hears so. */
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);

  private final MapClient client;
  private final ObjectId map;
  private final CallContext context;
  private final Supplier<CompletableFuture<T>> local;
  private final Message question;
  private final StoreWire.Decoding<T> decoding;
  private final OwnerSearch search;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final long beganNanos;
  private Throwable lastFailure;

  MapRead(
      MapClient client,
      ObjectId map,
      CallContext context,
      Supplier<CompletableFuture<T>> local,
      Message question,
      StoreWire.Decoding<T> decoding) {
    this.client = client;
    this.map = map;
    this.context = context;
    this.local = local;
    this.question = question;
    this.decoding = decoding;
    this.search = new OwnerSearch(client, map, LONGEST_PAUSE);
    this.beganNanos = client.env().loop().nowNanos();
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
    Futures.start(() -> search.find(context))
        .thenCompose(owner -> search.ask(owner, context, this::ask))
        .whenComplete(
            (value, failure) -> {
              if (failure == null) {
                result.complete(value);
              } else {
                failed(Futures.cause(failure));
              }
            });
  }

  private CompletableFuture<T> ask(NodeAddress host, CallContext attempt) {
    return host.equals(client.env().placement().self())
        ? local.get()
        : client.read(host, map, question, decoding, attempt);
  }

  private void failed(Throwable failure) {
    lastFailure = failure;
    Optional<NodeAddress> named =
        failure instanceof ElsewhereException elsewhere ? elsewhere.owner() : Optional.empty();
    search.named(named);
    boolean unknown = failure instanceof MapUnknownException;
    long waited = client.env().loop().nowNanos() - beganNanos;
    if (unknown && waited > UNKNOWN_FOR.toNanos()) {
      giveUp();
    } else {
      search.later(this::attempt);
    }
  }

  private void giveUp() {
    if (!result.isDone()) {
      result.completeExceptionally(
          lastFailure instanceof MapUnknownException
              ? new MapUnknownException(map)
              : new DftpException(
                  Outcome.DID_NOT_HAPPEN,
                  "no owner of map " + map + " answered in time: " + lastFailure.getMessage(),
                  lastFailure));
    }
  }
}
