// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.StoreMessage.BlobPut;
import io.dftp.store.StoreMessage.BlobStored;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Writes one blob to the first k live hosts at its key. A host that refuses, is dead, or stays
 * silent for long gets a stand-in, the next host on the ring. Confined to the event loop.
 */
final class BlobPlacementWriter {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration RELOCATE_PAUSE = Duration.ofMillis(200);

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final BlobHolder here;

  BlobPlacementWriter(StoreEnvironment env, HostLocator locator, BlobHolder here) {
    this.env = env;
    this.locator = locator;
    this.here = here;
  }

  /**
   * Returns the number of durable copies: k, or fewer only where fewer hosts are live and take it.
   */
  CompletableFuture<Integer> write(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    Writing writing = new Writing(id, content, sha256, context);
    writing.start();
    return writing.result;
  }

  private final class Writing {
    private final BlobId id;
    private final ByteBuffer content;
    private final Bytes sha256;
    private final CallContext context;
    private final Map<NodeAddress, Long> askedAtNanos = new LinkedHashMap<>();
    private final Set<NodeAddress> durable = new LinkedHashSet<>();
    private final Set<NodeAddress> refused = new LinkedHashSet<>();
    private final CompletableFuture<Integer> result = new CompletableFuture<>();
    private String lastRefusal = "no host was found";
    private boolean isFull;
    private Cancellable timer = () -> {};

    Writing(BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
      this.id = id;
      this.content = content;
      this.sha256 = sha256;
      // Ends with the result, so that a holder that was replaced keeps no bytes on their way.
      this.context = context.child(context.remaining());
    }

    void start() {
      Cancellable end = context.onCancelled(this::outOfTime);
      result.whenComplete(
          (copies, failure) -> {
            end.cancel();
            timer.cancel();
            context.cancel();
          });
      look();
    }

    private void look() {
      if (result.isDone()) {
        return;
      }
      Futures.start(() -> locator.hosts(id.key(), context))
          .whenComplete(
              (hosts, failure) -> {
                if (result.isDone()) {
                  return;
                }
                if (failure != null || hosts.isEmpty()) {
                  timer = env.loop().schedule(RELOCATE_PAUSE, this::look);
                } else {
                  spread(hosts);
                }
              });
    }

    private void spread(List<NodeAddress> hosts) {
      long now = env.loop().nowNanos();
      int expected = 0;
      int open = 0;
      for (NodeAddress host : hosts) {
        if (refused.contains(host)) {
          continue;
        }
        if (expected >= env.config().replicas()) {
          break;
        }
        if (durable.contains(host)) {
          expected++;
          continue;
        }
        Long asked = askedAtNanos.get(host);
        if (asked == null) {
          askedAtNanos.put(host, now);
          ask(host);
          open++;
          expected++;
        } else {
          open++;
          // A host that is silent for too long is still awaited, but the next one is asked too.
          expected += now - asked > env.config().standInAfter().toNanos() ? 0 : 1;
        }
      }
      // Those that were asked and answered count wherever they stand on the ring.
      long copies = durable.stream().filter(env::isLive).count();
      if (copies >= env.config().replicas() || (open == 0 && copies > 0)) {
        result.complete((int) copies);
      } else if (open == 0) {
        String message = "no host takes blob " + id + ": " + lastRefusal;
        result.completeExceptionally(
            isFull
                ? new StoreFullException(message)
                : new DftpException(Outcome.DID_NOT_HAPPEN, message));
      } else {
        timer.cancel();
        timer = env.loop().schedule(LOOK_AGAIN, this::look);
      }
    }

    private void ask(NodeAddress host) {
      Futures.start(() -> store(host))
          .whenComplete(
              (stored, failure) -> {
                if (failure == null) {
                  durable.add(host);
                } else if (DftpException.outcomeOf(failure) == Outcome.MAY_HAVE_HAPPENED
                    && !(Futures.cause(failure) instanceof DiskFailedException)) {
                  // Silence; if it lives on it is asked again, after a pause.
                  env.loop().schedule(RELOCATE_PAUSE, () -> askedAtNanos.remove(host));
                  return;
                } else {
                  refused.add(host);
                  lastRefusal = Futures.cause(failure).toString();
                  isFull |= Futures.cause(failure) instanceof StoreFullException;
                  env.metrics().count("store.blobs.refused");
                }
                if (!result.isDone()) {
                  timer.cancel();
                  look();
                }
              });
    }

    private CompletableFuture<Void> store(NodeAddress host) {
      return host.equals(env.placement().self())
          ? here.store(id, content.duplicate(), sha256, context)
          : env.channel()
              .request(
                  host, new BlobPut(id, sha256), content.duplicate(), BlobStored.class, context)
              .thenAccept(answer -> BlobHolder.checkStored(answer.message(), host));
    }

    private void outOfTime() {
      result.completeExceptionally(
          new DftpException(
              durable.isEmpty() ? Outcome.DID_NOT_HAPPEN : Outcome.MAY_HAVE_HAPPENED,
              "blob " + id + " reached " + durable.size() + " hosts in time"));
    }
  }
}
