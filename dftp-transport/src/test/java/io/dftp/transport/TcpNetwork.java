// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.PortNetwork;
import io.dftp.net.Transport;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.SingleThreadEventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Three hosts on loopback, each with its own loop and sockets. */
final class TcpNetwork implements PortNetwork {

  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private final List<SingleThreadEventLoop> loops = new ArrayList<>();
  private final List<NettyTransport> transports = new ArrayList<>();
  final List<CountingMetrics> metrics = new ArrayList<>();
  private final TransportLimits limits;

  TcpNetwork(TransportLimits limits) {
    this(limits, ClusterSecret.none());
  }

  TcpNetwork(TransportLimits limits, ClusterSecret secret) {
    this.limits = limits;
    for (int host = 0; host < 3; host++) {
      SingleThreadEventLoop loop = new SingleThreadEventLoop("host-" + host, new Random(host));
      loops.add(loop);
      CountingMetrics counters = new CountingMetrics();
      metrics.add(counters);
      transports.add(start(config(host).withLimits(limits).withSecret(secret), loop, counters));
    }
  }

  static ClusterSecret secret(int seed) {
    byte[] bytes = new byte[ClusterSecret.MIN_BYTES];
    new Random(seed).nextBytes(bytes);
    return ClusterSecret.of(bytes);
  }

  static TransportConfig config(int host) {
    byte[] uid = new byte[TransportConfig.UID_BYTES];
    uid[0] = (byte) (host + 1);
    return TransportConfig.loopback("test", Bytes.wrap(uid), 1);
  }

  static NettyTransport start(TransportConfig config, EventLoop loop, CountingMetrics metrics) {
    try {
      return NettyTransport.start(config, loop, metrics);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public EventLoop loop(int host) {
    return loops.get(host);
  }

  @Override
  public Transport transport(int host) {
    return transports.get(host);
  }

  @Override
  public BulkTransport bulk(int host) {
    return transports.get(host);
  }

  @Override
  public void crash(int host) {
    transports.get(host).close();
  }

  @Override
  public NodeAddress deadAddress() {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new NodeAddress("127.0.0.1", taken.getLocalPort());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public int windowBytes() {
    return limits.windowBytes();
  }

  @Override
  public void on(int host, Runnable task) {
    run(loops.get(host), task);
  }

  static void run(EventLoop loop, Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException | Error failure) {
            done.completeExceptionally(failure);
          }
        });
    done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void until(int host, BooleanSupplier condition) {
    await(loops.get(host), condition);
  }

  static void await(EventLoop loop, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!ask(loop, condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the condition did not come true in time");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static boolean ask(EventLoop loop, BooleanSupplier condition) {
    boolean[] holds = new boolean[1];
    run(loop, () -> holds[0] = condition.getAsBoolean());
    return holds[0];
  }

  /** Waits until the counters of all hosts have stood still for a while. */
  @Override
  public void settle() {
    List<Object> before = List.of();
    long since = System.nanoTime();
    while (System.nanoTime() - since < SETTLED_NANOS) {
      List<Object> now = new ArrayList<>();
      metrics.forEach(counters -> now.add(counters.snapshot()));
      if (!now.equals(before)) {
        before = now;
        since = System.nanoTime();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    transports.forEach(NettyTransport::close);
    loops.forEach(SingleThreadEventLoop::close);
  }

  static ByteBuffer bytes(int length, int seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return ByteBuffer.wrap(content);
  }
}
