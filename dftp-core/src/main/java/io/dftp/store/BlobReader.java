// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.store.StoreMessage.BlobContent;
import io.dftp.store.StoreMessage.BlobGet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads one blob from any host that has it: this disk first, then the hosts at its key in their
 * order. The next one is asked when one fails, or is silent for a while; the first intact copy
 * wins. "Not found" is said only when every live candidate said so. Confined to the event loop.
 */
final class BlobReader {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final BlobHolder here;

  BlobReader(StoreEnvironment env, HostLocator locator, BlobHolder here) {
    this.env = env;
    this.locator = locator;
    this.here = here;
  }

  CompletableFuture<ByteBuffer> read(BlobId id, Bytes sha256, CallContext context) {
    CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
    Cancellable end =
        context.onCancelled(() -> result.completeExceptionally(new BlobUnavailableException(id)));
    result.whenComplete((content, failure) -> end.cancel());
    attempt(id, sha256, context, result, FIRST_PAUSE);
    return result;
  }

  private void attempt(
      BlobId id,
      Bytes sha256,
      CallContext context,
      CompletableFuture<ByteBuffer> result,
      Duration pause) {
    if (result.isDone()) {
      return;
    }
    Futures.start(() -> locator.hosts(id.key(), context))
        .handle((hosts, failure) -> failure == null ? hosts : List.<NodeAddress>of())
        .thenCompose(hosts -> new Reading(id, sha256, context, hosts).start())
        .whenComplete(
            (content, failure) -> {
              if (failure == null) {
                result.complete(content);
              } else if (Futures.cause(failure) instanceof BlobNotFoundException) {
                result.completeExceptionally(Futures.cause(failure));
              } else if (!result.isDone()) {
                locator.forget(id.key());
                Duration next = pause.multipliedBy(2);
                env.loop().schedule(pause, () -> attempt(id, sha256, context, result, next));
              }
            });
  }

  /** One round over all candidates. */
  private final class Reading {
    private final BlobId id;
    private final Bytes sha256;
    private final CallContext round;
    private final Deque<NodeAddress> candidates = new ArrayDeque<>();
    private final CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
    private boolean allAbsent;
    private int open;
    private Cancellable hedge = () -> {};

    Reading(BlobId id, Bytes sha256, CallContext context, List<NodeAddress> hosts) {
      this.id = id;
      this.sha256 = sha256;
      this.round = context.child(context.remaining());
      this.allAbsent = !hosts.isEmpty();
      candidates.add(env.placement().self());
      hosts.stream()
          .filter(host -> !host.equals(env.placement().self()))
          .sorted(
              (one, other) ->
                  Boolean.compare(env.placement().isSuspect(one), env.placement().isSuspect(other)))
          .forEach(candidates::add);
    }

    CompletableFuture<ByteBuffer> start() {
      round.onCancelled(() -> result.completeExceptionally(new BlobUnavailableException(id)));
      next();
      return result.whenComplete(
          (content, failure) -> {
            hedge.cancel();
            // Calls off what is still being sent by slower holders.
            round.cancel();
          });
    }

    private void next() {
      hedge.cancel();
      if (result.isDone()) {
        return;
      }
      NodeAddress host = candidates.poll();
      if (host == null) {
        endWhenNoneIsLeft();
        return;
      }
      open++;
      hedge = env.loop().schedule(env.config().hedgeAfter(), this::next);
      Futures.start(() -> fetch(host))
          .whenComplete(
              (content, failure) -> {
                open--;
                if (failure == null) {
                  result.complete(content);
                  return;
                }
                Throwable cause = Futures.cause(failure);
                allAbsent &= cause instanceof BlobNotFoundException || !env.isLive(host);
                if (cause instanceof CorruptBlobException) {
                  env.metrics().count("store.blobs.corrupt");
                }
                next();
              });
    }

    private void endWhenNoneIsLeft() {
      if (open == 0) {
        result.completeExceptionally(
            allAbsent ? new BlobNotFoundException(id) : new BlobUnavailableException(id));
      }
    }

    private CompletableFuture<ByteBuffer> fetch(NodeAddress host) {
      if (host.equals(env.placement().self())) {
        // The disk has just checked the bytes against the hash that it keeps with them.
        return here.read(id, round)
            .thenApply(
                found -> {
                  LocalStore.StoredBlob blob =
                      found.orElseThrow(() -> new BlobNotFoundException(id));
                  if (!blob.sha256().equals(sha256)) {
                    throw new CorruptBlobException(id);
                  }
                  return blob.content();
                });
      }
      return env.channel()
          .request(host, new BlobGet(id), Bytes.EMPTY.toBuffer(), BlobContent.class, round)
          .thenCompose(
              answer ->
                  answer.message().found()
                      ? verified(answer.content())
                      : CompletableFuture.failedFuture(new BlobNotFoundException(id)));
    }

    private CompletableFuture<ByteBuffer> verified(ByteBuffer content) {
      return env.sha256(content, round)
          .thenApply(
              hash -> {
                if (!hash.equals(sha256)) {
                  throw new CorruptBlobException(id);
                }
                return content;
              });
    }
  }
}
