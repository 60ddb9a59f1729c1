// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.chord.Lookup;
import io.dftp.chord.LookupResult;
import io.dftp.cluster.Census;
import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.cluster.Reply;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.transport.ClusterSecret;
import io.dftp.transport.NettyTransport;
import io.dftp.transport.TransportConfig;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Asks the hosts of a running ring over the network, and is no member of it.
 *
 * <p>Safe for use by several threads. Futures complete on its own event loop, so what depends on
 * them must not block.
 */
public final class RingVisitor implements AutoCloseable {

  private final OpenResources resources;
  private final EventLoop loop;
  private final NettyTransport transport;
  private final RequestChannel channel;
  private final Lookup lookup;

  /** Call on the event loop. */
  private RingVisitor(OpenResources resources, EventLoop loop, NettyTransport transport) {
    ClusterConfig config = ClusterConfig.lan();
    CountingMetrics metrics = new CountingMetrics();
    this.resources = resources;
    this.loop = loop;
    this.transport = transport;
    this.channel =
        new RequestChannel(
            loop, transport, transport, new MessageCodec(ClusterNode.messageTypes()), metrics);
    this.lookup =
        new Lookup(channel, new PeerMonitor(channel, config.failure(), metrics), config.chord());
  }

  /**
   * Opens a visitor. Nothing is sent yet.
   *
   * @param cluster the name of the cluster; hosts of others refuse to answer
   * @param secret the secret of the cluster, if it has one
   * @throws IOException if the system gives no sockets
   */
  public static RingVisitor open(String cluster, ClusterSecret secret) throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] uid = new byte[TransportConfig.UID_BYTES];
    random.nextBytes(uid);
    OpenResources resources = new OpenResources();
    try {
      SingleThreadEventLoop loop = resources.add(new SingleThreadEventLoop("dftp-visitor", random));
      NettyTransport transport =
          resources.add(
              NettyTransport.start(
                  TransportConfig.visitor(cluster, Bytes.wrap(uid)).withSecret(secret),
                  loop,
                  new CountingMetrics()));
      return loop.call(
              () -> CompletableFuture.completedFuture(new RingVisitor(resources, loop, transport)))
          .get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      resources.close();
      throw new IOException("interrupted while opening sockets", stopped);
    } catch (ExecutionException failure) {
      resources.close();
      throw new IOException(failure.getCause());
    } catch (IOException | RuntimeException failure) {
      resources.close();
      throw failure;
    }
  }

  /**
   * Returns the address as the hosts of a ring know it: with an IP address in place of a name.
   * Blocks.
   *
   * @throws UnknownHostException if there is no host of that name; the message is for the user
   */
  public static NodeAddress resolve(NodeAddress typed) throws UnknownHostException {
    return HostNames.resolve(typed);
  }

  /**
   * Asks one host, and all those that are named in the answers, how they are and what they know of
   * the ring.
   *
   * @param host a {@linkplain #resolve resolved} address
   * @return what they say; fails if that host does not answer within the time-out
   */
  public CompletableFuture<ClusterStatus> census(NodeAddress host, Duration timeout) {
    return within(timeout, context -> Census.take(channel, host, context));
  }

  /**
   * Asks one host alone how it is.
   *
   * @param host a {@linkplain #resolve resolved} address
   * @return what it says; fails if it does not answer within the time-out
   */
  public CompletableFuture<HostStatus> status(NodeAddress host, Duration timeout) {
    return within(timeout, context -> Census.ask(channel, host, context));
  }

  /**
   * Asks the application of a host something, in its own words.
   *
   * @param host a {@linkplain #resolve resolved} address
   * @return its answer; fails if it does not answer within the time-out
   */
  public CompletableFuture<Reply> question(NodeAddress host, String text, Duration timeout) {
    return within(timeout, context -> Census.question(channel, host, text, context));
  }

  /**
   * Finds the owner of a key, going from host to host, the contact first.
   *
   * @param contact a {@linkplain #resolve resolved} address
   * @return the owner; or fails with {@link io.dftp.chord.LookupFailedException} when nobody was
   *     sure of it within the time-out
   */
  public CompletableFuture<LookupResult> findOwner(
      NodeAddress contact, Identifier key, Duration timeout) {
    return within(timeout, context -> lookup.findSuccessorVia(contact, key, context));
  }

  /** Says why a host refused the last connection; empty when none did. Any thread may ask. */
  public String lastRefusal() {
    return transport.lastRefusal();
  }

  /** Stops asking; what is open never completes. */
  @Override
  public void close() {
    resources.close();
  }

  private <T> CompletableFuture<T> within(
      Duration timeout, Function<CallContext, CompletableFuture<T>> call) {
    return loop.call(
        () -> {
          CallContext context = CallContext.withTimeout(loop, timeout);
          return call.apply(context).whenComplete((result, failure) -> context.close());
        });
  }
}
