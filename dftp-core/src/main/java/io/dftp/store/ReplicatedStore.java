// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Workers;
import io.dftp.store.ArcMessage.ArcAsk;
import io.dftp.store.ArcMessage.ArcDeputy;
import io.dftp.store.ArcMessage.ArcLease;
import io.dftp.store.ArcMessage.ArcLook;
import io.dftp.store.ArcMessage.ArcMaps;
import io.dftp.store.ArcMessage.ArcOwner;
import io.dftp.store.ArcMessage.ArcReturn;
import io.dftp.store.ArcMessage.ArcSettled;
import io.dftp.store.ArcMessage.HolderAsk;
import io.dftp.store.StoreMessage.BlobDamage;
import io.dftp.store.StoreMessage.BlobGet;
import io.dftp.store.StoreMessage.BlobPresence;
import io.dftp.store.StoreMessage.BlobPut;
import io.dftp.store.StoreMessage.BlobSend;
import io.dftp.store.StoreMessage.MapCommit;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapCovered;
import io.dftp.store.StoreMessage.MapGet;
import io.dftp.store.StoreMessage.MapPage;
import io.dftp.store.StoreMessage.MapPrepare;
import io.dftp.store.StoreMessage.MapScan;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapTry;
import io.dftp.store.StoreMessage.MapVoid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

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
  private final MapOwners owners;
  private final MapReplica replica;
  private final StateCollector collector;
  private final HostLocator locator;
  private final MapClient maps;
  private final BlobHolder holder;
  private final BlobPlacementWriter writer;
  private final BlobReader reader;
  private final BlobEnsurer ensurer;
  private final Auditor auditor;
  private final ArcAdoption adoption;
  private final CopyCheck copyCheck;
  private final BlobMender mender;
  private final Scrubber scrubber;
  private final Founding founding;
  private Consumer<ObjectId> whenJoined = map -> {};
  private boolean closed;

  /**
   * Creates the store and names it as the receiver of its messages. It serves from {@link #start}
   * on. Call on the event loop.
   *
   * @param founding the maps that are born with each ring, under the same names in all
   */
  public ReplicatedStore(
      EventLoop loop,
      RequestChannel channel,
      Placement placement,
      LocalStore disk,
      Workers workers,
      StoreConfig config,
      Set<ObjectId> founding,
      Metrics metrics) {
    long reserved = config.budgetBytes() / 8;
    this.budget = new ByteBudget(config.budgetBytes() - 2 * reserved);
    WatchedDisk watch = new WatchedDisk(disk, loop, placement.self(), config, metrics);
    this.env =
        new StoreEnvironment(
            loop,
            channel,
            placement,
            new ConvertedDisk(watch, founding, loop.random()),
            watch,
            workers,
            config,
            metrics,
            new ByteBudget(reserved),
            new ByteBudget(reserved));
    OperationNames names = new OperationNames(loop.random(), metrics);
    MapTable table = new MapTable(env, names);
    StateSender sender = new StateSender(env);
    Births births = new Births(env);
    this.collector = new StateCollector(env, table, this::joined);
    this.owners = new MapOwners(env, table, births, founding, sender, collector);
    this.copyCheck = new CopyCheck(env, table, owners, births);
    this.locator = new HostLocator(env);
    SurplusMaps surplusMaps = new SurplusMaps(env, locator, table);
    this.replica =
        new MapReplica(env, table, owners.tenures().keeper(), sender, surplusMaps::keeps);
    this.maps = new MapClient(env, locator, owners, names);
    this.founding = new Founding(env, births, maps, founding);
    this.holder = new BlobHolder(env, locator);
    this.writer = new BlobPlacementWriter(env, locator, holder);
    this.reader = new BlobReader(env, locator, holder);
    BlobCensus census = new BlobCensus(env, holder);
    this.ensurer = new BlobEnsurer(env, locator, holder, census);
    MapRepair mapRepair = new MapRepair(env, table, owners, sender);
    MapComparison comparison = new MapComparison(env, table, mapRepair);
    MapAudit mapAudit = new MapAudit(env, locator, owners, comparison);
    BlobAudit blobAudit = new BlobAudit(env, locator, holder, census, budget::isContended);
    this.mender = new BlobMender(env, locator, census, blobAudit);
    holder.onDamage(mender);
    this.scrubber = new Scrubber(env, table, holder, mender);
    this.auditor =
        new Auditor(
            env,
            mapAudit,
            mapRepair,
            surplusMaps,
            blobAudit,
            new SurplusBlobs(env, holder, census),
            new HandOver(env, locator, mapAudit, comparison, mapRepair, blobAudit, census));
    this.adoption = new ArcAdoption(env, owners);
    owners.whenOpened(() -> loop.execute(adoption::look));
    serve(channel);
    placement.onChange(this::ringChanged);
  }

  private void serve(RequestChannel channel) {
    OwnerDesk desk = new OwnerDesk(env, owners);
    PromiseKeeper keeper = owners.tenures().keeper();
    channel.on(MapGet.class, (message, exchange) -> desk.take(message, exchange));
    channel.on(MapScan.class, (message, exchange) -> desk.take(message, exchange));
    channel.on(MapTry.class, (message, exchange) -> desk.take(message, exchange));
    channel.on(MapVoid.class, (message, exchange) -> desk.take(message, exchange));
    channel.on(MapPrepare.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapCommit.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapCompare.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapCovered.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapSend.class, (message, exchange) -> replica.take(message, exchange));
    channel.on(MapPage.class, (message, exchange) -> collector.take(message, exchange));
    channel.on(ArcAsk.class, (message, exchange) -> keeper.take(message, exchange));
    channel.on(ArcLook.class, (message, exchange) -> keeper.take(message, exchange));
    channel.on(ArcLease.class, (message, exchange) -> keeper.take(message, exchange));
    channel.on(ArcReturn.class, (message, exchange) -> keeper.take(message, exchange));
    channel.on(ArcSettled.class, (message, exchange) -> keeper.take(message, exchange));
    channel.on(ArcOwner.class, (message, exchange) -> desk.take(message, exchange));
    channel.on(ArcMaps.class, (message, exchange) -> desk.take(message, exchange));
    channel.on(
        HolderAsk.class, (message, exchange) -> owners.tenures().health().take(message, exchange));
    channel.on(
        ArcDeputy.class,
        (message, exchange) -> owners.tenures().deputies().take(message, exchange));
    channel.on(BlobPut.class, (message, exchange) -> holder.take(message, exchange));
    channel.on(BlobGet.class, (message, exchange) -> holder.take(message, exchange));
    channel.on(BlobPresence.class, (message, exchange) -> holder.take(message, exchange));
    channel.on(BlobDamage.class, (message, exchange) -> holder.take(message, exchange));
    channel.on(BlobSend.class, (message, exchange) -> holder.take(message, exchange));
  }

  /** Begins to compare copies with other hosts, now and from time to time, and to repair them. */
  public void start() {
    owners.tenures().start();
    auditor.start();
    copyCheck.start();
    mender.start();
    scrubber.start();
  }

  /**
   * Brings the founding maps into being with a ring that begins here, or goes on with what a start
   * of this process before has left undone. Who joins a ring brings none into being: what is not
   * known here may be known to hosts that are away.
   *
   * @param begins whether this host has just begun a ring, and never was in one before
   * @return completes when they exist, or at once when there is nothing to do
   */
  public CompletableFuture<Void> found(boolean begins, CallContext context) {
    return founding.run(begins, context);
  }

  /**
   * Stops the audits, and the verification of the disk. What is on its way goes on as long as the
   * channel does.
   */
  public void close() {
    closed = true;
    auditor.close();
    mender.close();
    scrubber.close();
    adoption.close();
    owners.tenures().close();
  }

  /**
   * Sends to others what fewer than k of them hold, before this host leaves. Ends with the context
   * at the latest.
   *
   * @return what could not be handed over; never fails
   */
  public CompletableFuture<HandedOver> handOver(CallContext context) {
    CompletableFuture<HandedOver> result = new CompletableFuture<>();
    Cancellable end = context.onCancelled(() -> result.complete(new HandedOver(0, false)));
    Futures.start(() -> auditor.handOver(context))
        .whenComplete(
            (missing, failure) -> {
              end.cancel();
              result.complete(
                  failure == null ? new HandedOver(missing, true) : new HandedOver(0, false));
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
   * Changes a map as a whole or not at all, and at most once. The answer that it was applied means
   * durable at every holder; a refusal means that it has not happened and never will. A failure
   * says by its outcome whether it may have happened, or may still happen; the same mutation given
   * again is another operation.
   */
  public CompletableFuture<MutationResult> mutate(
      ObjectId map, Mutation mutation, CallContext context) {
    checkUsersOwn(mutation);
    return maps.mutate(map, mutation, context).copy();
  }

  /**
   * Brings a map into being, and changes it by the same operation. Without it a map takes no
   * change: one that is not known here may be known to hosts that are away.
   *
   * @param map a new random name, never used before
   */
  public CompletableFuture<MutationResult> create(
      ObjectId map, Mutation mutation, CallContext context) {
    checkUsersOwn(mutation);
    return maps.mutate(map, mutation.asBirth(), context).copy();
  }

  private static void checkUsersOwn(Mutation mutation) {
    String fault = MutationVerdict.fault(mutation);
    checkArgument(fault.isEmpty(), "%s", fault);
    mutation
        .puts()
        .forEach(
            put ->
                checkArgument(
                    !MapState.isReserved(put.name()), "names that begin with NUL are reserved"));
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
    env.watch().onFailure(listener);
  }

  /**
   * Names the one who is told, on the loop, each map whose copy here has become different by the
   * copy of another host: there may now be rows beside each other that nobody wrote so.
   */
  public void onJoined(Consumer<ObjectId> listener) {
    whenJoined = listener;
  }

  /** Says whether this host is the first of a map, by its own view of the ring. */
  public boolean isFirstOf(ObjectId map) {
    return env.placement().ownedArcs().stream().anyMatch(arc -> arc.contains(map.key()));
  }

  /**
   * Returns maps of which a copy is kept here, in a fixed order; fewer than the limit only at the
   * end.
   *
   * @param after the map behind which to begin; empty for the first
   */
  public CompletableFuture<List<ObjectId>> kept(Optional<ObjectId> after, int limit) {
    return ArcHeads.all().scan(env.disk(), after, limit);
  }

  /** Returns how the store stands. */
  public StoreStatus status() {
    int syncing = owners.tenures().underWay() + owners.underWay();
    return auditor.status(syncing, env.watch().state(), scrubber.status());
  }

  private void joined(ObjectId map, NodeAddress from, MapCopy copy, boolean news) {
    owners.joined(map, from, copy, news);
    if (news) {
      whenJoined.accept(map);
    }
  }

  private void ringChanged() {
    if (!closed) {
      locator.forgetAll();
      owners.tenures().update();
      auditor.ringChanged();
      mender.ringChanged();
    }
  }
}
