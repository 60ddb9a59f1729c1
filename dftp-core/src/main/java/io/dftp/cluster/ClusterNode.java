// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.bully.BullyElector;
import io.dftp.bully.BullyMessageCodec;
import io.dftp.bully.Contender;
import io.dftp.bully.ElectorIdentity;
import io.dftp.bully.LeadershipListener;
import io.dftp.bully.LeadershipView;
import io.dftp.chord.ChordMessageCodec;
import io.dftp.chord.ChordNode;
import io.dftp.chord.RingView;
import io.dftp.chord.VirtualNodes;
import io.dftp.discovery.DiscoveryMessageCodec;
import io.dftp.discovery.HostInfo;
import io.dftp.discovery.SelfDiscovery;
import io.dftp.discovery.Starter;
import io.dftp.discovery.Uid;
import io.dftp.failure.FailureMessage;
import io.dftp.failure.Liveness;
import io.dftp.failure.PeerListener;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import io.dftp.net.BroadcastChannel;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import io.dftp.store.DiskState;
import io.dftp.store.HandedOver;
import io.dftp.store.ObjectId;
import io.dftp.store.ReplicatedStore;
import io.dftp.store.StoreMessageCodec;
import io.dftp.store.StoreStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One host of a cluster: its positions on the ring, its part in the election, and its part of the
 * replicated store. Confined to the event loop; futures complete there.
 */
public final class ClusterNode implements AutoCloseable {

  /** It is tried for as long as the host runs: nobody else may do it. */
  private static final Duration FOUNDED_WITHIN = Duration.ofDays(365);

  private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

  private final HostIdentity identity;
  private final ClusterConfig config;
  private final EventLoop loop;
  private final RequestChannel channel;
  private final KnownPeers known;
  private final PeerMonitor monitor;
  private final VirtualNodes nodes;
  private final Membership membership;
  private final RingPlacement placement;
  private final SelfDiscovery discovery;
  private final BullyElector elector;
  private final ReplicatedStore store;
  private final RingMerge merge;
  private List<NodeAddress> seeds = List.of();
  private Supplier<List<NodeAddress>> candidates = List::of;
  private CompletableFuture<Void> started = new CompletableFuture<>();
  private final ClusterListener listener;
  private Bootstrap bootstrap;
  private boolean diskFailed;
  private final ApplicationDesk desk = new ApplicationDesk();
  private boolean closed;

  /**
   * Wires the parts together; nothing is sent before {@link #start}. Call on the event loop.
   *
   * @param founding the maps that are born with each ring, under the same names in all
   * @throws WireFormatException if the cell of the peers is damaged
   */
  public ClusterNode(
      HostIdentity identity,
      ClusterConfig config,
      String cluster,
      ClusterPorts ports,
      Set<ObjectId> founding,
      ClusterListener listener)
      throws WireFormatException {
    this.identity = identity;
    this.config = config;
    this.loop = ports.loop();
    this.listener = listener;
    this.known = new KnownPeers(loop, identity.name(), ports.peersCell());
    MessageCodec codec = new MessageCodec(messageTypes());
    this.channel =
        new RequestChannel(loop, ports.transport(), ports.bulk(), codec, ports.metrics());
    BroadcastChannel broadcasts =
        new BroadcastChannel(ports.broadcast(), codec, cluster, ports.metrics());
    this.monitor = new PeerMonitor(channel, config.failure(), ports.metrics());
    // A host that lost its ring is brought back by RingMerge, which compares data before it serves.
    this.nodes =
        new VirtualNodes(channel, monitor, config.chord().withRemembered(0), ports.metrics());
    this.membership =
        new Membership(
            identity,
            config.positions(),
            known.atStart().starts(),
            nodes,
            channel,
            this::ringChanged);
    this.placement = new RingPlacement(channel, membership, monitor, this::isOneRing);
    long priority = Contender.priorityOf(identity.ring().host());
    this.discovery =
        new SelfDiscovery(
            loop,
            broadcasts,
            new Starter(identity.uid(), priority, identity.ring(), identity.name()),
            config.discovery(),
            ports.metrics(),
            host -> memberHeard(host));
    this.elector =
        new BullyElector(
            loop,
            new RingElectionChannel(channel, broadcasts, membership::views, ports.metrics()),
            ports.electionCell(),
            new ElectorIdentity(identity.uid(), priority, identity.ring(), identity.name()),
            config.bully(),
            ports.metrics(),
            new LeadershipListener() {
              @Override
              public void leaderChanged(LeadershipView view) {
                listener.coordinatorChanged(view);
              }
            });
    this.store =
        new ReplicatedStore(
            loop,
            channel,
            placement,
            ports.disk(),
            ports.workers(),
            config.store(),
            founding,
            ports.metrics());
    this.merge =
        new RingMerge(
            loop,
            identity,
            membership,
            nodes,
            config.chord().successors(),
            this::peersToLookFor,
            ports.metrics());
    this.bootstrap = newBootstrap();
    listen();
  }

  /** Returns the numbers and forms of all messages that hosts exchange. */
  public static List<MessageType<?>> messageTypes() {
    List<MessageType<?>> types = new ArrayList<>();
    types.addAll(DiscoveryMessageCodec.types());
    types.addAll(FailureMessage.types());
    types.addAll(ChordMessageCodec.types());
    types.addAll(BullyMessageCodec.types());
    types.addAll(StoreMessageCodec.types());
    types.addAll(ClusterMessage.types());
    return List.copyOf(types);
  }

  /**
   * Returns a value for the cell of the peers of a host that has lost its own: it has been part of
   * a ring, remembers nobody, and counts its starts from here on.
   *
   * @param starts more than it can have had; seconds since 1970 are
   */
  public static byte[] lostPeers(long starts) {
    return new PeerRecord(starts, true, List.of()).toBytes();
  }

  /** Returns the id of ring position {@code index} of a host, the same at each start. */
  public static Identifier positionId(Uid host, int index) {
    return Membership.positionId(host, index);
  }

  /**
   * Joins the ring that can be found, or begins one; then takes part in election and store.
   *
   * @param named ring addresses to join through; may be empty
   * @return completes when this host is a member; fails with {@link SeedsUnreachableException},
   *     {@link TwinException}, or when a cell cannot be written
   */
  public CompletableFuture<Void> start(List<NodeAddress> named) {
    return start(named, List::of);
  }

  /**
   * Does the same.
   *
   * @param found further ring addresses where hosts of the cluster may be, now and later on; unlike
   *     the named ones they do not mean that there is a ring. Asked again and again on the event
   *     loop, so it must not block
   */
  public CompletableFuture<Void> start(List<NodeAddress> named, Supplier<List<NodeAddress>> found) {
    loop.checkInLoop(this);
    seeds = List.copyOf(named);
    candidates = found;
    bootstrap = newBootstrap();
    started =
        known
            .rememberStart()
            .thenCompose(counted -> bootstrap.run())
            .thenCompose(
                joined -> {
                  listener.starting("waiting for the disk to take what this host has promised");
                  return known.rememberMember();
                })
            .thenCompose(done -> begin());
    return started.copy();
  }

  /**
   * Leaves in good order: gives copies away that too few others have, frees the lead, and tells the
   * neighbours. {@link #close} follows.
   *
   * @param context bounds how long the copies may take
   * @return what could not be handed over
   */
  public CompletableFuture<HandedOver> leave(CallContext context) {
    return leave(context, given -> CompletableFuture.completedFuture(null));
  }

  /**
   * Does the same.
   *
   * @param last is done between the two, while this host is still a member; how it ends does not
   *     matter
   */
  public CompletableFuture<HandedOver> leave(
      CallContext context, Function<HandedOver, CompletableFuture<Void>> last) {
    loop.checkInLoop(this);
    discovery.stopAnnouncing();
    merge.close();
    return store
        .handOver(context)
        .thenCompose(
            given ->
                last.apply(given)
                    .handle((done, failure) -> given)
                    .thenCompose(
                        done -> {
                          elector.resign();
                          return membership.leave().thenApply(left -> given);
                        }));
  }

  /** Stops at once, as a crash would. Any thread may call. */
  @Override
  public void close() {
    loop.runInLoop(this::closeHere);
  }

  private void closeHere() {
    if (closed) {
      return;
    }
    closed = true;
    bootstrap.stop();
    known.close();
    merge.close();
    discovery.close();
    elector.close();
    store.close();
    nodes.close();
    monitor.close();
    channel.close();
  }

  /** Returns the replicated store. */
  public ReplicatedStore store() {
    return store;
  }

  /** Returns who this host is. */
  public HostIdentity identity() {
    return identity;
  }

  /** Returns who leads, as this host sees it. Any thread may ask. */
  public LeadershipView leadership() {
    return elector.view();
  }

  /** Returns what each of this host's positions knows of the ring. */
  public List<RingView> views() {
    return membership.views();
  }

  /** Returns how many ring members this host remembers, to route by. */
  public int routingStateSize() {
    return membership.current().stream().mapToInt(ChordNode::routingStateSize).sum();
  }

  /** Returns how this host is. */
  public HostStatus status() {
    LeadershipView leadership = elector.view();
    StoreStatus objects = store.status();
    return new HostStatus(
        identity.name(),
        identity.uid().toString(),
        identity.ring(),
        identity.service(),
        membership.statuses(),
        leadership.coordinator().map(Contender::name).orElse(""),
        leadership.coordinator().map(leader -> leader.uid().toString()).orElse(""),
        leadership.epoch().count(),
        leadership.role().name().toLowerCase(Locale.ROOT),
        leadership.why(),
        new HostStatus.ObjectCount(
            objects.objects(),
            objects.belowTarget(),
            objects.audited() && objects.syncing() == 0 && objects.unsettled() == 0),
        diskFailed ? DiskState.FAILED : objects.disk(),
        objects.scrub(),
        merge.outsiders(),
        desk.notes());
  }

  /** Takes a census of the whole cluster, beginning here. */
  public CompletableFuture<ClusterStatus> census(CallContext context) {
    return Census.take(channel, identity.ring(), context);
  }

  /** Names the application above, which answers operators from now on. */
  public void serves(Application above) {
    desk.serves(above);
  }

  @Override
  public String toString() {
    return "the node " + identity.name();
  }

  private void listen() {
    desk.serve(channel);
    channel.on(
        ClusterMessage.StatusRequest.class,
        (request, exchange) -> exchange.reply(new ClusterMessage.StatusReply(status())));
    channel.on(
        ClusterMessage.ClaimRequest.class,
        (request, exchange) -> {
          exchange.reply(
              new ClusterMessage.ClaimReply(membership.ownClaim(config.chord().successors())));
          // Who asks may be of another ring, and the only one who knows of both.
          merge.heard(exchange.from());
        });
    RingWalk.serve(channel, membership::views);
    channel.onConnectionLost(elector::connectionLost);
    store.onDiskFailed(this::leaveWithoutDisk);
    monitor.addListener(
        new PeerListener() {
          @Override
          public void livenessChanged(NodeAddress peer, Liveness before, Liveness now) {
            placement.changed();
          }
        });
  }

  private Bootstrap newBootstrap() {
    return new Bootstrap(
        loop,
        identity,
        config,
        membership,
        discovery,
        seeds,
        candidates,
        known.atStart(),
        listener::starting);
  }

  private CompletableFuture<Void> begin() {
    if (closed || diskFailed) {
      return CompletableFuture.failedFuture(
          new DftpException(
              Outcome.DID_NOT_HAPPEN, diskFailed ? "the disk failed" : "the host is closing"));
    }
    store.start();
    discovery.announce(this::hostInfo);
    merge.start();
    return elector.start().thenCompose(takesPart -> found());
  }

  /** The maps that each ring has come into being with it, where it began with nothing. */
  private CompletableFuture<Void> found() {
    boolean begins = bootstrap.hasBegunRing() && !known.atStart().wasMember();
    CallContext context = CallContext.withTimeout(loop, FOUNDED_WITHIN);
    return store.found(begins, context).whenComplete((founded, failure) -> context.close());
  }

  private boolean isOneRing() {
    return merge.outsiders().isEmpty();
  }

  private void memberHeard(HostInfo host) {
    merge.heard(host.ring());
  }

  /**
   * A host without a disk can neither take nor read anything: it makes way at once, so that the
   * next ones take over. Nothing is handed over, for nothing can be read; what this host held lies
   * on the other holders, and stays on its disk.
   */
  private void leaveWithoutDisk() {
    if (closed || diskFailed) {
      return;
    }
    diskFailed = true;
    log.error("[{}] leaves the ring, because its disk failed", identity.name());
    bootstrap.stop();
    known.close();
    merge.close();
    discovery.stopAnnouncing();
    store.close();
    elector.resign();
    membership
        .leave()
        .whenComplete(
            (left, failure) -> {
              elector.close();
              placement.changed();
              listener.diskFailed();
            });
  }

  private void ringChanged() {
    placement.changed();
    elector.belongTo(membership.ring());
    known.changed(() -> started.isDone() && !closed ? neighbours() : List.of());
  }

  private List<NodeAddress> neighbours() {
    Set<NodeAddress> hosts = new LinkedHashSet<>();
    membership.current().forEach(node -> hosts.addAll(node.neighbours()));
    return List.copyOf(hosts);
  }

  private List<NodeAddress> peersToLookFor() {
    Set<NodeAddress> hosts = new LinkedHashSet<>(seeds);
    hosts.addAll(candidates.get());
    hosts.addAll(known.peers());
    hosts.remove(identity.ring());
    return List.copyOf(hosts);
  }

  private HostInfo hostInfo() {
    return new HostInfo(
        identity.uid(),
        known.atStart().starts(),
        Contender.priorityOf(identity.ring().host()),
        identity.ring(),
        membership.ring(),
        membership.ownClaim(config.chord().successors()).hosts(),
        identity.name());
  }
}
