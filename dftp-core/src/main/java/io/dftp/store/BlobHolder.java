// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.store.StoreMessage.BlobContent;
import io.dftp.store.StoreMessage.BlobDamage;
import io.dftp.store.StoreMessage.BlobGet;
import io.dftp.store.StoreMessage.BlobPresence;
import io.dftp.store.StoreMessage.BlobPut;
import io.dftp.store.StoreMessage.BlobSend;
import io.dftp.store.StoreMessage.BlobSent;
import io.dftp.store.StoreMessage.BlobStored;
import io.dftp.store.StoreMessage.BlobsPresent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A holder of blobs: stores, serves, tells what it has, and drops what it may.
 *
 * <p>A blob that is about to be dropped is still served, but no longer counted as a copy by anybody
 * who asks; a copy that is sent again keeps it. Confined to the event loop.
 */
final class BlobHolder {

  /** What is reserved for one blob whose size is not known yet. */
  static final long USUAL_BYTES = 1024 * 1024;

  private static final int MAX_MISSED = 100_000;
  private static final Bytes NO_HASH = Bytes.EMPTY;

  private final StoreEnvironment env;
  private final HostLocator locator;
  private final Set<BlobId> retiring = new LinkedHashSet<>();
  private final Map<BlobId, CompletableFuture<Void>> dropping = new LinkedHashMap<>();
  private final Set<BlobId> missed = new LinkedHashSet<>();
  private Runnable whenMissed = () -> {};
  private CopyListener listener = CopyListener.NONE;

  BlobHolder(StoreEnvironment env, HostLocator locator) {
    this.env = env;
    this.locator = locator;
  }

  /** Hears which copies of this disk are damaged. */
  interface CopyListener {

    CopyListener NONE =
        new CopyListener() {
          @Override
          public void damaged(BlobId id) {}

          @Override
          public void stored(BlobId id) {}

          @Override
          public boolean isDamaged(BlobId id) {
            return false;
          }
        };

    /** A read has found the copy damaged; it was set aside. */
    void damaged(BlobId id);

    /** A good copy is durable now. */
    void stored(BlobId id);

    /** Says whether the copy is damaged, and there has been no good one since. */
    boolean isDamaged(BlobId id);
  }

  /** Names the one who hears of damaged copies. */
  void onDamage(CopyListener named) {
    listener = named;
  }

  /** Stores a blob on this disk; completes when it is durable. */
  CompletableFuture<Void> store(BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    retiring.remove(id);
    CompletableFuture<Void> drop = dropping.get(id);
    // A removal on its way must not take the new copy with it.
    CompletableFuture<Void> stored =
        drop == null
            ? env.disk().putBlob(id, content, sha256, context)
            : drop.handle((dropped, failure) -> failure == null)
                .thenCompose(gone -> env.disk().putBlob(id, content, sha256, context));
    return stored.thenRun(() -> listener.stored(id));
  }

  /** Reads a blob of this disk. */
  CompletableFuture<Optional<LocalStore.StoredBlob>> read(BlobId id, CallContext context) {
    return env.disk()
        .getBlob(id, context)
        .whenComplete(
            (found, failure) -> {
              if (failure != null && Futures.cause(failure) instanceof CorruptBlobException) {
                listener.damaged(id);
              }
            });
  }

  /** Says which of the blobs this host has set aside, and got no good copy of. */
  CompletableFuture<List<Boolean>> damaged(List<BlobId> ids) {
    return CompletableFuture.completedFuture(ids.stream().map(listener::isDamaged).toList());
  }

  /** Says which of the blobs this host counts as copies, by a look at the disk. */
  CompletableFuture<List<Boolean>> present(List<BlobId> ids) {
    return env.disk()
        .presentBlobs(ids)
        .thenApply(found -> ids.stream().map(id -> found.contains(id) && !isLeaving(id)).toList());
  }

  /** Says the same; if so wished, only of those whose bytes it has just read and checked. */
  CompletableFuture<List<Boolean>> present(List<BlobId> ids, boolean confirm, CallContext context) {
    return confirm ? confirmed(ids, context) : present(ids);
  }

  /** Sends a blob of this disk to another host; completes when it is durable there. */
  CompletableFuture<Void> send(BlobId id, NodeAddress to, CallContext context) {
    return env.repairing()
        .acquire(USUAL_BYTES, context)
        .thenCompose(
            lease ->
                Futures.start(
                        () ->
                            read(id, context)
                                .thenCompose(
                                    found ->
                                        send(id, found.orElseThrow(() -> absent(id)), to, context)))
                    .whenComplete((sent, failure) -> lease.release()));
  }

  private CompletableFuture<Void> send(
      BlobId id, LocalStore.StoredBlob blob, NodeAddress to, CallContext context) {
    env.metrics().count("store.blobs.sent");
    return env.channel()
        .request(to, new BlobPut(id, blob.sha256()), blob.content(), BlobStored.class, context)
        .thenAccept(answer -> checkStored(answer.message(), to));
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(BlobPut.class, (message, exchange) -> take(message, exchange));
    channel.on(BlobGet.class, (message, exchange) -> take(message, exchange));
    channel.on(BlobPresence.class, (message, exchange) -> take(message, exchange));
    channel.on(BlobDamage.class, (message, exchange) -> take(message, exchange));
    channel.on(BlobSend.class, (message, exchange) -> take(message, exchange));
  }

  void take(BlobPut message, Exchange exchange) {
    env.answer(
        exchange,
        hasRoom(store(message.id(), exchange.content(), message.sha256(), exchange.context())),
        room -> exchange.reply(new BlobStored(!room)));
  }

  private static CompletableFuture<Boolean> hasRoom(CompletableFuture<Void> stored) {
    return stored
        .thenApply(done -> true)
        .exceptionallyCompose(
            failure ->
                Futures.cause(failure) instanceof StoreFullException
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(failure));
  }

  /** Fails if the host has no room. */
  static void checkStored(BlobStored answer, NodeAddress host) {
    if (answer.full()) {
      throw new StoreFullException(host + " is full");
    }
  }

  void take(BlobGet message, Exchange exchange) {
    CompletableFuture<Void> served =
        env.serving()
            .acquire(USUAL_BYTES, exchange.context())
            .thenCompose(
                lease ->
                    Futures.start(
                            () ->
                                read(message.id(), exchange.context())
                                    .thenCompose(found -> reply(found, exchange)))
                        .whenComplete((sent, failure) -> lease.release()));
    env.answer(exchange, served, sent -> {});
  }

  private static CompletableFuture<Void> reply(
      Optional<LocalStore.StoredBlob> found, Exchange exchange) {
    if (found.isEmpty()) {
      exchange.reply(new BlobContent(false, NO_HASH));
      return Futures.done();
    }
    return exchange.reply(new BlobContent(true, found.get().sha256()), found.get().content());
  }

  void take(BlobPresence message, Exchange exchange) {
    CompletableFuture<List<Boolean>> present =
        present(message.ids(), message.confirm(), exchange.context());
    env.answer(
        exchange,
        present,
        each -> {
          noteMissed(message.ids(), each);
          exchange.reply(new BlobsPresent(each));
        });
  }

  void take(BlobDamage message, Exchange exchange) {
    env.answer(exchange, damaged(message.ids()), each -> exchange.reply(new BlobsPresent(each)));
  }

  void take(BlobSend message, Exchange exchange) {
    env.answer(
        exchange,
        send(message.id(), message.to(), exchange.context()),
        sent -> exchange.reply(new BlobSent()));
  }

  /** Counts only copies whose bytes were just read, at a host that is a holder by its own view. */
  private CompletableFuture<List<Boolean>> confirmed(List<BlobId> ids, CallContext context) {
    Map<BlobId, Boolean> confirmed = new LinkedHashMap<>();
    return Futures.forEach(
            ids, 1, id -> confirm(id, context).thenAccept(present -> confirmed.put(id, present)))
        .thenApply(
            all ->
                ids.stream()
                    .map(id -> confirmed.getOrDefault(id, false) && !isLeaving(id))
                    .toList());
  }

  private CompletableFuture<Boolean> confirm(BlobId id, CallContext context) {
    return locator
        .hosts(id.key(), context)
        .thenCompose(
            hosts ->
                hosts.stream()
                        .limit(env.config().replicas())
                        .noneMatch(env.placement().self()::equals)
                    ? CompletableFuture.completedFuture(false)
                    : env.serving()
                        .acquire(USUAL_BYTES, context)
                        .thenCompose(
                            lease ->
                                read(id, context)
                                    .thenApply(Optional::isPresent)
                                    .whenComplete((found, failure) -> lease.release())));
  }

  /** From now on this host does not count its copy any more. */
  void retire(BlobId id) {
    retiring.add(id);
  }

  /** Counts the copy again. */
  void keep(BlobId id) {
    retiring.remove(id);
  }

  /** Removes a retired blob, unless it was sent again meanwhile. */
  CompletableFuture<Void> drop(BlobId id) {
    if (!retiring.remove(id)) {
      return Futures.done();
    }
    CompletableFuture<Void> removal = new CompletableFuture<>();
    dropping.put(id, removal);
    Futures.pass(Futures.start(() -> env.disk().deleteBlob(id)), removal);
    env.metrics().count("store.blobs.dropped");
    return removal.whenComplete((removed, failure) -> dropping.remove(id, removal));
  }

  private boolean isLeaving(BlobId id) {
    return retiring.contains(id) || dropping.containsKey(id);
  }

  /** Remembers what others hold of this host's arcs and it lacks itself. */
  private void noteMissed(List<BlobId> ids, List<Boolean> present) {
    for (int i = 0; i < ids.size(); i++) {
      if (!present.get(i) && missed.size() < MAX_MISSED && env.owns(ids.get(i).key())) {
        missed.add(ids.get(i));
        whenMissed.run();
      }
    }
  }

  /** Names the one who is told when there are any to take. */
  void onMissed(Runnable listener) {
    whenMissed = listener;
  }

  /** Returns and forgets what others were found to hold of this host's arcs and it lacked. */
  List<BlobId> takeMissed() {
    List<BlobId> taken = new ArrayList<>(missed);
    missed.clear();
    return taken;
  }

  private static BlobNotFoundException absent(BlobId id) {
    return new BlobNotFoundException(id);
  }
}
