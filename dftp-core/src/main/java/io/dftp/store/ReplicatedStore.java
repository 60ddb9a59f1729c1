// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Workers;
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
public final class ReplicatedStore implements AutoCloseable {

  private final StoreEnvironment env;
  private final ByteBudget uploads;
  private final ByteBudget downloads;
  private final MapOwners owners;
  private final MapReplica replica;
  private final StateCollector collector;
  private final HostLocator locator;
  private final MapClient maps;
  private final BlobHolder holder;
  private final BlobPlacementWriter writer;
  private final BlobReader reader;
  private final BlobEnsurer ensurer;
  private final BlobCount count;
  private final Auditor auditor;
  private final ArcAdoption adoption;
  private final CopyCheck copyCheck;
  private final BlobMender mender;
  private final Scrubber scrubber;
  private final Founding founding;
  private final OperationNames names;
  private final EndedContents ended;
  private final StoreHosts hosts;
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
    // Apart, so that clients who do not take what they asked for hold up nobody who brings.
    long forDownloads = (config.budgetBytes() - 2 * reserved) / 3;
    this.downloads =
        new ByteBudget(forDownloads, more -> metrics.count("store.downloads.heldbytes", more));
    this.uploads =
        new ByteBudget(
            config.budgetBytes() - 2 * reserved - forDownloads,
            more -> metrics.count("store.uploads.heldbytes", more));
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
    this.names = new OperationNames(loop.random(), metrics);
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
    this.count = new BlobCount(locator, census);
    MapRepair mapRepair = new MapRepair(env, table, owners, sender);
    MapComparison comparison = new MapComparison(env, table, mapRepair);
    MapAudit mapAudit = new MapAudit(env, locator, owners, comparison);
    BlobAudit blobAudit =
        new BlobAudit(
            env, locator, holder, census, () -> uploads.isContended() || downloads.isContended());
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
            holder,
            new HandOver(env, locator, mapAudit, comparison, mapRepair, blobAudit, census));
    this.adoption = new ArcAdoption(env, owners);
    this.ended = new EndedContents(env, maps, holder);
    this.hosts = new StoreHosts(env, owners.tenures().diskName(), auditor, ended);
    owners.whenOpened(() -> loop.execute(adoption::look));
    serve(channel);
    placement.onChange(this::ringChanged);
  }

  private void serve(RequestChannel channel) {
    new OwnerDesk(env, owners).serve(channel);
    owners.tenures().serve(channel);
    replica.serve(channel);
    collector.serve(channel);
    holder.serve(channel);
    ended.serve(channel);
    hosts.serve(channel);
  }

  /** Begins to compare copies with other hosts, now and from time to time, and to repair them. */
  public void start() {
    owners.tenures().start();
    auditor.start();
    copyCheck.start();
    ended.start();
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
   * channel does. Any thread may call.
   */
  @Override
  public void close() {
    env.loop().runInLoop(this::closeHere);
  }

  private void closeHere() {
    if (closed) {
      return;
    }
    closed = true;
    auditor.close();
    mender.close();
    scrubber.close();
    adoption.close();
    ended.close();
    owners.tenures().close();
  }

  /**
   * Sends to others what fewer than k of them hold, before this host leaves. Ends with the context
   * at the latest.
   *
   * @return what could not be handed over; never fails
   */
  public CompletableFuture<HandedOver> handOver(CallContext context) {
    env.loop().checkInLoop("the store");
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
    env.loop().checkInLoop("the store");
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
    env.loop().checkInLoop("the store");
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
    env.loop().checkInLoop("the store");
    checkUsersOwn(mutation);
    return maps.mutate(map, mutation, Optional.empty(), context).copy();
  }

  /**
   * Names an operation before it is given, so that something else can be written before it that
   * names it. It must then be given, or called {@link #unused}.
   *
   * @param puts how many rows the operation will put, 1 or more; the first has the first dot
   */
  public OperationId name(ObjectId map, int puts) {
    return names.next(map, puts);
  }

  /** Sees to it, in the background, that an operation which will not be given never happens. */
  public void unused(ObjectId map, OperationId name) {
    maps.callOff(map, name);
  }

  /**
   * Changes a map as {@link #mutate(ObjectId, Mutation, CallContext)} does, by a named operation.
   */
  public CompletableFuture<MutationResult> mutate(
      ObjectId map, OperationId name, Mutation mutation, CallContext context) {
    env.loop().checkInLoop("the store");
    checkUsersOwn(mutation);
    checkArgument(name.count() == mutation.dots(), "%s is not for %s puts", name, mutation.dots());
    return maps.mutate(map, mutation, Optional.of(name), context).copy();
  }

  /**
   * Says for good that a content has ended: nobody will ever read it again. Hosts then remove its
   * blobs, as soon as they hear of it ({@link StoreHosts#tellEnded}).
   *
   * @param conditions what must hold of the content's map, else it goes on
   */
  public CompletableFuture<MutationResult> end(
      ObjectId content, List<Mutation.Condition> conditions, CallContext context) {
    env.loop().checkInLoop("the store");
    Mutation ending =
        new Mutation(
            ImmutableList.<Mutation.Condition>builder().add(notEnded()).addAll(conditions).build(),
            List.of(new Mutation.Put(MapState.ENDED, Bytes.EMPTY)),
            List.of());
    return maps.mutate(content, ending, Optional.empty(), context).copy();
  }

  /** Returns the condition that a content has not ended. */
  public static Mutation.Condition notEnded() {
    return new Mutation.Condition.Absent(MapState.ENDED);
  }

  /** Says whether a content has ended. */
  public CompletableFuture<Boolean> hasEnded(ObjectId content, CallContext context) {
    return get(content, MapState.ENDED, context).thenApply(rows -> !rows.isEmpty());
  }

  /**
   * Returns how a name stands; fails unless an owner answers that knows everything which was ever
   * acknowledged of the map.
   *
   * @param dots of which is asked whether they are decided, at most {@link NameStanding#MAX_DOTS}
   */
  public CompletableFuture<NameStanding> standing(
      ObjectId map, String name, List<Dot> dots, CallContext context) {
    env.loop().checkInLoop("the store");
    checkArgument(dots.size() <= NameStanding.MAX_DOTS, "%s dots in one question", dots.size());
    return maps.standing(map, name, dots, context).copy();
  }

  /** Returns the hosts, to be asked and told. */
  public StoreHosts hosts() {
    return hosts;
  }

  /**
   * Brings a map into being, and changes it by the same operation. Without it a map takes no
   * change: one that is not known here may be known to hosts that are away.
   *
   * @param map a new random name, never used before
   */
  public CompletableFuture<MutationResult> create(
      ObjectId map, Mutation mutation, CallContext context) {
    env.loop().checkInLoop("the store");
    checkUsersOwn(mutation);
    return maps.mutate(map, mutation.asBirth(), Optional.empty(), context).copy();
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
   * @param content whose bytes the caller has acquired from {@link #uploads}, and keeps unchanged
   *     until the result
   * @param sha256 of the content
   * @return the number of durable copies: k, or fewer where fewer hosts are live and take it
   */
  public CompletableFuture<Integer> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    env.loop().checkInLoop("the store");
    return writer.write(id, content, sha256, context).copy();
  }

  /**
   * Looks how many live hosts really hold each of the blobs, and sends missing copies at once.
   *
   * @return the smallest number of durable copies of any of them
   */
  public CompletableFuture<Integer> ensureBlobs(List<BlobId> ids, CallContext context) {
    env.loop().checkInLoop("the store");
    return Futures.within(context, Futures.start(() -> ensurer.ensure(ids, context)));
  }

  /**
   * Looks on how many live hosts each of the blobs is.
   *
   * @param verify whether a host counts only what it has just read and checked, and only if it is a
   *     holder by its own view
   * @return the counts in the order of the blobs; hosts that do not answer are not counted
   */
  public CompletableFuture<List<Integer>> countBlobs(
      List<BlobId> ids, boolean verify, CallContext context) {
    env.loop().checkInLoop("the store");
    return Futures.within(context, Futures.start(() -> count.count(ids, verify, context)));
  }

  /**
   * Returns the content of a blob, verified; from this disk, or any host that has it.
   *
   * <p>The caller acquires the blob's bytes from {@link #downloads} before, and releases them when
   * it has done with the content. This method takes none itself, because who holds bytes must not
   * wait for more.
   *
   * @return fails with {@link BlobNotFoundException} when every live host at the key said that it
   *     has none, and with {@link BlobUnavailableException} when one that may have it did not serve
   *     it before the context ended
   */
  public CompletableFuture<ByteBuffer> getBlob(BlobId id, Bytes sha256, CallContext context) {
    env.loop().checkInLoop("the store");
    return reader.read(id, sha256, context).copy();
  }

  /** Computes the SHA-256 of the content away from the loop. */
  public CompletableFuture<Bytes> sha256(ByteBuffer content, CallContext context) {
    return env.sha256(content, context).copy();
  }

  /** Returns the bulk bytes that uploads to this process may hold; the store keeps a reserve. */
  public ByteBudget uploads() {
    return uploads;
  }

  /** Returns the bulk bytes that downloads from this process may hold: half as many. */
  public ByteBudget downloads() {
    return downloads;
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
