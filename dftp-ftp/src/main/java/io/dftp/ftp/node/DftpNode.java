// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.bully.LeadershipView;
import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterListener;
import io.dftp.cluster.ClusterNode;
import io.dftp.cluster.ClusterPorts;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostIdentity;
import io.dftp.cluster.SeedsUnreachableException;
import io.dftp.cluster.SilentBroadcast;
import io.dftp.cluster.TwinException;
import io.dftp.discovery.Uid;
import io.dftp.ftp.auth.PasswordAuthenticator;
import io.dftp.ftp.auth.PasswordConfig;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.content.ReplicatedObjects;
import io.dftp.ftp.disk.DataFolder;
import io.dftp.ftp.disk.DiskConfig;
import io.dftp.ftp.disk.DiskLocalStore;
import io.dftp.ftp.namespace.RingFileSystem;
import io.dftp.ftp.reclaim.Forgetting;
import io.dftp.ftp.server.FtpServer;
import io.dftp.ftp.server.FtpServerConfig;
import io.dftp.ftp.server.ServerBindException;
import io.dftp.ftp.server.SessionLimits;
import io.dftp.ftp.users.RingAccounts;
import io.dftp.net.Broadcast;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.runtime.WorkerPool;
import io.dftp.store.HandedOver;
import io.dftp.transport.DatagramConfig;
import io.dftp.transport.NettyTransport;
import io.dftp.transport.TransportConfig;
import io.dftp.transport.UdpBroadcast;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: it is a member of the cluster, and serves the cluster's file tree by FTP.
 *
 * <p>Safe for use by several threads. It ends by one of {@link #leave}, {@link #kill} and {@link
 * #close}.
 */
public final class DftpNode implements AutoCloseable {

  private static final int WORKERS = 2;
  private static final int QUEUED_WORK = 256;

  private static final int MAX_STARTS = 5;

  /** Beyond the bound of a leave, for the farewells that follow the copies. */
  private static final Duration FAREWELLS = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(DftpNode.class);

  private final DftpNodeConfig config;
  private final CountingMetrics metrics = new CountingMetrics();
  private final OpenResources resources = new OpenResources();
  private final SingleThreadEventLoop loop;
  private final FtpPort ftpPort;
  private final NettyTransport transport;
  private final ClusterNode cluster;
  private final String idHex;
  private final NodeCertificate certificate;
  private volatile @Nullable RingFileSystem files;
  private volatile Supplier<String> heardStrangers = () -> "";

  private DftpNode(
      DftpNodeConfig config, NodeListener listener, NamedHosts.Resolver resolver, Duration every)
      throws StartException {
    this.config = config;
    List<Runnable> undo = new ArrayList<>();
    try {
      List<NodeAddress> seeds = new ArrayList<>();
      for (NodeAddress seed : config.seeds()) {
        seeds.add(HostNames.resolve(seed));
      }
      this.loop =
          resources.add(new SingleThreadEventLoop("dftp-" + config.name(), new SecureRandom()));
      listener.starting("opening the data folder");
      this.ftpPort = FtpPort.choose(config, loop);
      DataFolder folder = resources.add(ftpPort.folder());
      undo.add(folder::discardIfNew);
      this.certificate = resources.add(NodeCertificate.opening(config, folder.path()));
      this.transport = openTransport(folder);
      Broadcast broadcast = openBroadcast();
      DiskLocalStore disk =
          resources.add(DiskLocalStore.open(folder, loop, metrics, DiskConfig.defaults()));
      WorkerPool workers = resources.add(new WorkerPool(loop, "dftp-worker", WORKERS, QUEUED_WORK));
      HostIdentity identity =
          new HostIdentity(
              uid(folder.hostUid()),
              config.name(),
              transport.localAddress(),
              new NodeAddress(config.ftpAdvertise(), ftpPort.port()).toString());
      this.idHex = ClusterNode.positionId(identity.uid(), 0).toHex();
      this.cluster =
          openCluster(
              identity,
              new ClusterPorts(
                  loop,
                  transport,
                  transport,
                  broadcast,
                  workers,
                  disk,
                  folder.cell("election"),
                  folder.cellOr("peers", ClusterNode.lostPeers(Instant.now().getEpochSecond())),
                  metrics),
              listener);
      listener.starting("reading the certificate");
      certificate.awaitIfGiven();
      joinCluster(seeds, resources.add(NamedHosts.open(config.names(), resolver, every)));
      // From now on the folder may hold copies that others count on.
      undo.clear();
      listener.starting("beginning to serve FTP");
      serveFtp(disk, workers);
    } catch (IOException | WireFormatException failure) {
      undo.forEach(Runnable::run);
      resources.close();
      throw new StartException(String.valueOf(failure.getMessage()), failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      undo.forEach(Runnable::run);
      resources.close();
      throw new StartException("interrupted while starting", stopped);
    } catch (StartException | RuntimeException failure) {
      undo.forEach(Runnable::run);
      resources.close();
      throw failure;
    }
  }

  /**
   * Starts a node. Blocks until it is a member of a ring and serves.
   *
   * @throws StartException if it cannot; nothing is left running, and nothing new on disk
   */
  public static DftpNode start(DftpNodeConfig config, NodeListener listener) throws StartException {
    return start(config, listener, InetAddress::getAllByName, NamedHosts.LOOK_UP_EVERY);
  }

  /** Does the same with names looked up in another way. */
  static DftpNode start(
      DftpNodeConfig config, NodeListener listener, NamedHosts.Resolver resolver, Duration every)
      throws StartException {
    for (int attempt = 1; ; attempt++) {
      try {
        return new DftpNode(config, listener, resolver, every);
      } catch (StartException failure) {
        if (attempt == MAX_STARTS || !mayTakeAnotherPort(config, failure)) {
          throw failure;
        }
        log.info("[{}] {}; starts again with another one", config.name(), failure.getMessage());
      }
    }
  }

  /**
   * Nodes that start at one moment find the same port free. A folder that belongs to its port stays
   * with it.
   */
  private static boolean mayTakeAnotherPort(DftpNodeConfig config, StartException failure) {
    return failure.getCause() instanceof ServerBindException bind
        && !isImplicit(config, bind)
        && !config.ftpPortExactly()
        && Files.exists(config.data());
  }

  /** Says whether it was the port for FTP under TLS, which is never chosen by a node. */
  private static boolean isImplicit(DftpNodeConfig config, ServerBindException bind) {
    return config.tls().implicitPort().equals(Optional.of(bind.address().getPort()));
  }

  /** Returns the name for people. */
  public String name() {
    return config.name();
  }

  /** Returns the SHA-256 of the certificate that FTP clients see, if they may encrypt. */
  public Optional<String> certificateFingerprint() {
    return certificate.fingerprint();
  }

  /** Returns where FTP clients connect. */
  public NodeAddress ftpAddress() {
    return new NodeAddress(config.ftpAdvertise(), ftpPort.port());
  }

  /** Returns where other nodes connect. */
  public NodeAddress ringAddress() {
    return transport.localAddress();
  }

  /** Returns the id of this node's first ring position in 40 hexadecimal digits. */
  public String idHex() {
    return idHex;
  }

  /** Returns the counters of this node in the order of their names. */
  public Map<String, Long> metrics() {
    return metrics.snapshot();
  }

  /** Asks all hosts of the cluster how they are; fails when the time is up. */
  public CompletableFuture<ClusterStatus> status(Duration timeout) {
    return loop.call(() -> cluster.census(CallContext.withTimeout(loop, timeout)));
  }

  /**
   * Leaves the ring in good order, and stops: first hands over what too few others have. Blocks.
   *
   * @param atMost how long the copies may take
   */
  public void leave(Duration atMost) {
    try {
      HandedOver given =
          loop.call(() -> cluster.leave(CallContext.withTimeout(loop, atMost), this::strikeSelf))
              .get(atMost.plus(FAREWELLS).toMillis(), TimeUnit.MILLISECONDS);
      if (!given.isAll()) {
        log.warn(
            "[{}] left before everything was handed over ({}); keep its data folder until status is"
                + " settled without it",
            name(),
            given);
      }
    } catch (ExecutionException | TimeoutException failure) {
      log.warn("[{}] did not leave in good order: {}", name(), failure.toString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Who has handed everything over is not waited for any more. */
  private CompletableFuture<Void> strikeSelf(HandedOver given) {
    RingFileSystem tree = files;
    if (!given.isAll() || tree == null) {
      return CompletableFuture.completedFuture(null);
    }
    CallContext context = CallContext.withTimeout(loop, FAREWELLS);
    return tree.roster().strikeSelf(context).whenComplete((done, failure) -> context.close());
  }

  /** Stops without a word to anybody, as if the process had been killed. */
  public void kill() {
    close();
  }

  /** Stops at once; to others it looks like a crash. */
  @Override
  public void close() {
    resources.close();
  }

  private NettyTransport openTransport(DataFolder folder) throws IOException, StartException {
    RingPort remembered = new RingPort(folder.cell("ring-port"));
    TransportConfig settings =
        TransportConfig.loopback(config.cluster(), folder.hostUid(), Instant.now().toEpochMilli())
            .withHosts(config.bind(), config.advertise())
            .withSecret(config.secret());
    NettyTransport opened = remembered.listen(config.ringPort(), settings, loop, metrics);
    resources.add(opened);
    remembered.remember(loop, opened.localAddress().port());
    return opened;
  }

  private Broadcast openBroadcast() throws StartException {
    if (!config.broadcast() && !config.multicast()) {
      return new SilentBroadcast();
    }
    try {
      DatagramConfig settings =
          DatagramConfig.loopback(config.discoveryPort(), config.cluster())
              .withHostAndSecret(config.bind(), config.secret())
              .withWays(config.broadcast(), config.multicast());
      UdpBroadcast opened = resources.add(UdpBroadcast.open(settings, loop, metrics));
      heardStrangers = opened::recentDispute;
      return opened;
    } catch (IOException taken) {
      throw new StartException(
          taken.getMessage() + "; choose another with --discovery-port, or --discovery none",
          taken);
    }
  }

  /** Hosts that have another secret are of no ring of this node, whatever their cluster's name. */
  private List<String> strangers() {
    return Stream.of(heardStrangers.get(), transport.recentDispute())
        .filter(line -> !line.isEmpty())
        .limit(1)
        .toList();
  }

  private ClusterNode openCluster(HostIdentity identity, ClusterPorts ports, NodeListener listener)
      throws WireFormatException, StartException {
    ClusterListener adopted =
        new ClusterListener() {
          @Override
          public void coordinatorChanged(LeadershipView view) {
            view.coordinator()
                .ifPresent(
                    leader -> listener.coordinatorChanged(leader.name(), view.epoch().count()));
          }

          @Override
          public void diskFailed() {
            listener.diskFailed();
          }

          @Override
          public void starting(String what) {
            listener.starting(what);
          }
        };
    CompletableFuture<ClusterNode> made =
        loop.call(
            () -> {
              try {
                return CompletableFuture.completedFuture(
                    new ClusterNode(
                        identity,
                        ClusterConfig.lan()
                            .withReplicas(config.replicas())
                            .withBlobGrace(config.blobGrace())
                            .withScrubPeriod(config.scrubPeriod()),
                        config.cluster(),
                        ports,
                        RingFileSystem.FOUNDING,
                        adopted));
              } catch (WireFormatException damaged) {
                return CompletableFuture.failedFuture(damaged);
              }
            });
    ClusterNode node = await(made);
    resources.add(() -> await(loop.call(() -> closed(node))));
    return node;
  }

  private static CompletableFuture<Void> closed(ClusterNode node) {
    node.close();
    return CompletableFuture.completedFuture(null);
  }

  private void joinCluster(List<NodeAddress> seeds, NamedHosts names) throws StartException {
    await(loop.call(() -> cluster.start(seeds, names::addresses)));
  }

  private void serveFtp(DiskLocalStore disk, WorkerPool workers) throws StartException {
    PasswordAuthenticator users =
        resources.add(
            new PasswordAuthenticator(
                PasswordConfig.defaults(), Clock.systemUTC(), new SecureRandom()));
    config.users().forEach((user, password) -> users.put(User.withFullAccess(user), password));
    ObjectStore objects = new ReplicatedObjects(cluster.store());
    RingFileSystem files =
        resources.add(
            new RingFileSystem(
                objects,
                config.name(),
                loop,
                workers,
                Instant::now,
                disk::usableBytes,
                config.reclaiming(),
                config.partial()));
    files.start();
    this.files = files;
    RingAccounts accounts = new RingAccounts(objects, RingFileSystem.ROOT, users, loop);
    NodeDesk desk =
        new NodeDesk(
            new Forgetting(objects, files.roster()),
            new FsckDesk(files),
            files,
            accounts,
            this::strangers,
            loop);
    await(
        loop.call(
            () -> {
              cluster.serves(desk);
              return CompletableFuture.completedFuture(desk);
            }));
    FtpServer server =
        resources.add(new FtpServer(ftpConfig(), files, accounts, Clock.systemUTC()));
    await(server.start());
    resources.add(accounts.watch(server::present, server::end));
  }

  private FtpServerConfig ftpConfig() throws StartException {
    try {
      return certificate.addTo(
          FtpServerConfig.at(new InetSocketAddress(config.ftpBind(), ftpPort.port()))
              .withName(config.name())
              .withLimits(sessionLimits()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", stopped);
    }
  }

  private SessionLimits sessionLimits() {
    SessionLimits usual = SessionLimits.defaults();
    Descriptors descriptors = Descriptors.ofThisProcess();
    SessionLimits limits = usual.withAtMost(descriptors.sessions());
    if (limits.maxSessions() < usual.maxSessions()) {
      log.warn(
          "[{}] takes {} FTP sessions at a time and not {}, because the process may open {} files"
              + " only; raise that with ulimit -n",
          name(),
          limits.maxSessions(),
          usual.maxSessions(),
          descriptors.most());
    }
    return limits;
  }

  private <T> T await(CompletableFuture<T> result) throws StartException {
    try {
      return result.get();
    } catch (ExecutionException failed) {
      throw explained(failed.getCause() == null ? failed : failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while starting", stopped);
    }
  }

  private StartException explained(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof SeedsUnreachableException) {
      return new StartException(
          "no node of cluster '"
              + config.cluster()
              + "' could be joined through "
              + config.seeds()
              + (transport.lastRefusal().isEmpty()
                  ? why(cause)
                  : " (" + transport.lastRefusal() + ")")
              + "; check the addresses given with --seed, or start without --seed to begin a new"
              + " ring",
          cause);
    }
    if (cause instanceof TwinException twin) {
      return new StartException(
          "the node at "
              + twin.twin()
              + " has the same identity as this data folder; give each node a data folder of its"
              + " own (one that was not copied) with --data",
          cause);
    }
    String advice =
        cause instanceof ServerBindException bind
            ? "; choose another port with "
                + (isImplicit(config, bind) ? "--ftps-port" : "--ftp-port")
            : "";
    return new StartException(cause.getMessage() + advice, cause);
  }

  private static String why(Throwable failure) {
    return failure.getCause() == null ? "" : " (" + DftpException.reasonOf(failure) + ")";
  }

  private static Uid uid(Bytes bytes) {
    ByteBuffer buffer = bytes.toBuffer();
    return new Uid(buffer.getLong(), buffer.getLong());
  }
}
