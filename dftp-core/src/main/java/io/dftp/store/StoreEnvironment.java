// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Workers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The ports and bounds that the parts of one store share.
 *
 * @param disk the maps and blobs of this host
 * @param watch how the disk beneath stands
 * @param serving bytes for what other hosts ask of this one. Apart from the budget of this host's
 *     own clients: two hosts whose clients wait for each other's blobs would wait for ever
 * @param repairing bytes for what this host sends of its own accord
 */
record StoreEnvironment(
    EventLoop loop,
    RequestChannel channel,
    Placement placement,
    LocalStore disk,
    WatchedDisk watch,
    Workers workers,
    StoreConfig config,
    Metrics metrics,
    ByteBudget serving,
    ByteBudget repairing) {

  /** Ends the exchange as the work ends. */
  <T> void answer(Exchange exchange, CompletableFuture<T> work, Consumer<T> reply) {
    work.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            reply.accept(value);
          } else {
            exchange.fail(asSeenByPeer(Futures.cause(failure)));
          }
        });
  }

  /** Runs the work under a context of its own. */
  <T> CompletableFuture<T> within(
      Duration timeout, Function<CallContext, CompletableFuture<T>> work) {
    CallContext context = CallContext.withTimeout(loop, timeout);
    return Futures.within(context, Futures.start(() -> work.apply(context)))
        .whenComplete((value, failure) -> context.close());
  }

  /** Completes after the delay. */
  CompletableFuture<Void> after(Duration delay) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    loop.schedule(delay, () -> result.complete(null));
    return result;
  }

  /** Returns the SHA-256 of the bytes, computed away from the loop. */
  CompletableFuture<Bytes> sha256(ByteBuffer content, CallContext context) {
    ByteBuffer view = content.duplicate();
    return workers.submit(context, () -> Sha256.of(view));
  }

  /** Says whether the key is this host's by its view of the ring. */
  boolean owns(Identifier key) {
    return placement.ownedArcs().stream().anyMatch(arc -> arc.contains(key));
  }

  boolean isLive(NodeAddress host) {
    return host.equals(placement.self()) || !placement.isDead(host);
  }

  private static Throwable asSeenByPeer(Throwable failure) {
    return failure instanceof DiskFailedException ? StoreFailures.outOfService() : failure;
  }
}
