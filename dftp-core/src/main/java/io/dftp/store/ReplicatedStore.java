// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.Exchange;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Workers;
import io.dftp.store.StoreMessage.BlobGet;
import io.dftp.store.StoreMessage.BlobPresence;
import io.dftp.store.StoreMessage.BlobPut;
import io.dftp.store.StoreMessage.BlobSend;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapDelta;
import io.dftp.store.StoreMessage.MapGet;
import io.dftp.store.StoreMessage.MapMutate;
import io.dftp.store.StoreMessage.MapOutcome;
import io.dftp.store.StoreMessage.MapPage;
import io.dftp.store.StoreMessage.MapRows;
import io.dftp.store.StoreMessage.MapScan;
import io.dftp.store.StoreMessage.MapSend;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The replicated store of one process: causal maps and immutable blobs, each on the first k
 * distinct live hosts at and after its key.
 *
 * <p>Every host may be asked for everything; operations find their way to the primary or the
 * holders, and are tried again until their context ends. An answer that something was stored means
 * that it is durable on all k hosts, or on every live host where fewer are live. Confined to the
 * event loop; futures complete there.
 */
public final class ReplicatedStore {

  private final StoreEnvironment env;
  private final ByteBudget budget;
  private final Ownership ownership;
  private final MapTable table;
  private final MapSync sync;
  private final MapPrimary primary;
  private final MapReplica replica;
  private final StateCollector collector;
  private final HostLocator locator;
  private final MapClient maps;
  private final BlobHolder holder;
  private final BlobPlacementWriter writer;
  private final BlobReader reader;
  private final BlobEnsurer ensurer;
  private final Auditor auditor;
  private Cancellable heartbeat = () -> {};
  private boolean closed;

  /**
   * Creates the store and names it as the receiver of its messages. It serves from now on; {@link
   * #start} adds the audits. Call on the event loop.
   *
   * @param replicaId random, and new at each start of the process: it names what this process
   *     writes, and must never name anything written before
   */
  public ReplicatedStore(
      EventLoop loop,
      RequestChannel channel,
      Placement placement,
      LocalStore disk,
      Workers workers,
      StoreConfig config,
      long replicaId,
      Metrics metrics) {
    long reserved = config.budgetBytes() / 8;
    this.budget = new ByteBudget(config.budgetBytes() - 2 * reserved);
    this.env =
        new StoreEnvironment(
            loop,
            channel,
            placement,
            new WatchedDisk(disk, loop, placement.self()),
            workers,
            config,
            metrics,
            new ByteBudget(reserved),
            new ByteBudget(reserved));
    this.ownership = new Ownership(loop, placement, config.pauseLimit());
    this.table = new MapTable(env, replicaId);
    this.sync = new MapSync(env, ownership);
    StateSender sender = new StateSender(env);
    this.primary = new MapPrimary(env, table, ownership, sync, sender);
    this.replica = new MapReplica(env, table, sender);
    this.collector = new StateCollector(env, table);
    this.locator = new HostLocator(env, ownership);
    this.maps = new MapClient(env, locator, primary);
    this.holder = new BlobHolder(env, locator, ownership);
    this.writer = new BlobPlacementWriter(env, locator, holder);
    this.reader = new BlobReader(env, locator, holder);
    BlobCensus census = new BlobCensus(env, holder);
    this.ensurer = new BlobEnsurer(env, locator, holder, census);
    MapAudit mapAudit = new MapAudit(env, ownership, locator, table, primary, sender);
    BlobAudit blobAudit =
        new BlobAudit(env, ownership, locator, holder, census, budget::isContended);
    this.auditor =
        new Auditor(
            env,
            mapAudit,
            blobAudit,
            new SurplusBlobs(env, holder, census),
            new HandOver(env, locator, mapAudit, blobAudit, census));
    serve(channel);
    placement.onChange(this::ringChanged);
  }

  private void serve(RequestChannel channel) {
    channel.on(MapGet.class, this::take);
    channel.on(MapScan.class, this::take);
    channel.on(MapMutate.class, this::take);
    channel.on(MapDelta.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapCompare.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapSend.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapPage.class, (message, exchange) -> collector.take(message, exchange));
    channel.on(BlobPut.class, (message, exchange) -> holder.take(message, exchange));
    channel.on(BlobGet.class, (message, exchange) -> holder.take(message, exchange));
    channel.on(BlobPresence.class, (message, exchange) -> holder.take(message, exchange));
    channel.on(BlobSend.class, (message, exchange) -> holder.take(message, exchange));
  }

  /** Begins to compare copies with other hosts, now and from time to time, and to repair them. */
  public void start() {
    beat();
    auditor.start();
  }

  /** Stops the audits. What is on its way goes on as long as the channel does. */
  public void close() {
    closed = true;
    heartbeat.cancel();
    auditor.close();
  }

  /**
   * Sends to others what fewer than k-1 of them hold, before this host leaves. Ends with the
   * context at the latest; never fails.
   */
  public CompletableFuture<Void> handOver(CallContext context) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Cancellable end = context.onCancelled(() -> result.complete(null));
    Futures.start(() -> auditor.handOver(context))
        .whenComplete(
            (done, failure) -> {
              end.cancel();
              result.complete(null);
            });
    return result;
  }

  /**
   * Returns the rows of the name, several when they are siblings, none when there is no such name.
   * Fails when no primary answers before the context ends.
   */
  public CompletableFuture<List<Row>> get(ObjectId map, String name, CallContext context) {
    return maps.get(map, name, context).copy();
  }

  /**
   * Returns rows of names in the order of their UTF-8 bytes; all rows of a name, and names until
   * their number or the size of one answer is reached. No rows at all means that no name is left;
   * fewer than the limit do not.
   *
   * @param prefix with which the names begin; may be empty
   * @param afterName the name after which to begin; empty for the first
   * @param limit the most names, 1 or more
   */
  public CompletableFuture<List<Row>> scan(
      ObjectId map, String prefix, String afterName, int limit, CallContext context) {
    checkArgument(limit >= 1, "limit must be 1 or more, not %s", limit);
    return maps.scan(map, prefix, afterName, limit, context).copy();
  }

  /**
   * Changes a map as a whole or not at all. The answer that it was applied means durable at every
   * live holder. A failure says by its outcome whether it may have happened; the same mutation may
   * then be given again.
   */
  public CompletableFuture<MutationResult> mutate(
      ObjectId map, Mutation mutation, CallContext context) {
    String fault = MutationVerdict.fault(mutation);
    checkArgument(fault.isEmpty(), "%s", fault);
    return maps.mutate(map, mutation, context).copy();
  }

  /**
   * Stores a blob of up to 8 MiB on the first k live hosts at its key; a host that is full, refuses
   * or is silent is replaced by the next on the ring.
   *
   * @param content whose bytes the caller has acquired from {@link #budget}, and keeps unchanged
   *     until the result
   * @param sha256 of the content
   * @return the number of durable copies: k, or fewer where fewer hosts are live and take it
   */
  public CompletableFuture<Integer> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    return writer.write(id, content, sha256, context).copy();
  }

  /**
   * Looks how many live hosts really hold each of the blobs, and sends missing copies at once.
   *
   * @return the smallest number of durable copies of any of them
   */
  public CompletableFuture<Integer> ensureBlobs(List<BlobId> ids, CallContext context) {
    return Futures.within(context, Futures.start(() -> ensurer.ensure(ids, context)));
  }

  /**
   * Returns the content of a blob, verified; from this disk, or any host that has it.
   *
   * <p>The caller acquires the blob's bytes from {@link #budget} before, and releases them when it
   * has done with the content. This method takes none itself, because who holds bytes must not wait
   * for more.
   *
   * @return fails with {@link BlobNotFoundException} when every live host at the key said that it
   *     has none, and with {@link BlobUnavailableException} when one that may have it did not serve
   *     it before the context ended
   */
  public CompletableFuture<ByteBuffer> getBlob(BlobId id, Bytes sha256, CallContext context) {
    return reader.read(id, sha256, context).copy();
  }

  /** Computes the SHA-256 of the content away from the loop. */
  public CompletableFuture<Bytes> sha256(ByteBuffer content, CallContext context) {
    return env.sha256(content, context).copy();
  }

  /** Returns the bulk bytes that clients of this process may hold; the store keeps a reserve. */
  public ByteBudget budget() {
    return budget;
  }

  /** Returns the number of hosts on which an object is kept, if so many are live. */
  public int replicas() {
    return env.config().replicas();
  }

  /**
   * Names the one who is told, on the loop and once, that the disk is out of service. Then this
   * host can hold nothing any more, and should leave the ring, so that others take over.
   */
  public void onDiskFailed(Runnable listener) {
    env.disk().onFailure(listener);
  }

  /** Returns how the store stands. */
  public StoreStatus status() {
    return auditor.status(sync.running(), table.isDiskFailed());
  }

  private void take(MapGet message, Exchange exchange) {
    env.answer(
        exchange, primary.get(message.map(), message.name()), rows -> replyRows(rows, exchange));
  }

  private void take(MapScan message, Exchange exchange) {
    env.answer(
        exchange,
        primary.scan(message.map(), message.prefix(), message.after(), message.limit()),
        rows -> replyRows(rows, exchange));
  }

  private static void replyRows(List<Row> rows, Exchange exchange) {
    Bytes body = StoreWire.encode(into -> StoreWire.writeRows(rows, into));
    exchange.reply(new MapRows(StoreWire.inline(body)), StoreWire.beside(body));
  }

  private void take(MapMutate message, Exchange exchange) {
    Mutation mutation =
        StoreWire.decode(message.body(), exchange.content(), StoreWire::readMutation);
    env.answer(
        exchange,
        primary.mutate(message.map(), message.id(), mutation, exchange.context()),
        result -> {
          Bytes body = StoreWire.encode(into -> StoreWire.writeResult(result, into));
          exchange.reply(new MapOutcome(StoreWire.inline(body)), StoreWire.beside(body));
        });
  }

  private void ringChanged() {
    ownership.update();
    locator.forgetAll();
    auditor.ringChanged();
  }

  private void beat() {
    if (!closed) {
      ownership.beat();
      heartbeat = env.loop().schedule(Ownership.HEARTBEAT, this::beat);
    }
  }
}
