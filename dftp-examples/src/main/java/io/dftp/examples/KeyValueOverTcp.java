// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.cluster.ClusterPorts;
import io.dftp.cluster.HostIdentity;
import io.dftp.cluster.SilentBroadcast;
import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.runtime.WorkerPool;
import io.dftp.store.InMemoryLocalStore;
import io.dftp.store.Mutation;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import io.dftp.transport.NettyTransport;
import io.dftp.transport.TransportConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Example: one host of a replicated key-value store over TCP on loopback, in memory. What is put
 * through one host is got through any other, also when hosts have stopped.
 */
public final class KeyValueOverTcp implements AutoCloseable {

  private static final ObjectId TABLE = new ObjectId(0, 1);
  private static final Duration AT_MOST = Duration.ofSeconds(20);
  private static final int STORE_BYTES = 64 * 1024 * 1024;

  private final CountingMetrics metrics = new CountingMetrics();
  private final SecureRandom random = new SecureRandom();
  private final SingleThreadEventLoop loop;
  private final WorkerPool workers;
  private final NettyTransport transport;
  private final ClusterNode node;

  /**
   * Starts a host and waits until it is a member.
   *
   * @param seeds hosts to join through; none begins a new ring
   * @throws IOException if there is no free port
   */
  public KeyValueOverTcp(String name, List<NodeAddress> seeds) throws IOException {
    Uid uid = new Uid(random.nextLong(), random.nextLong());
    loop = new SingleThreadEventLoop("kv-" + name, random);
    workers = new WorkerPool(loop, "kv-worker-" + name, 1, 1024);
    byte[] uidBytes = ByteBuffer.allocate(16).putLong(uid.high()).putLong(uid.low()).array();
    transport =
        NettyTransport.start(
            TransportConfig.loopback("example", Bytes.wrap(uidBytes), 1), loop, metrics);
    node = onLoop(unused -> CompletableFuture.completedFuture(newNode(name, uid)));
    onLoop(unused -> node.start(seeds));
  }

  /** Returns the address that others join through. */
  public NodeAddress address() {
    return transport.localAddress();
  }

  /** Stores the value under the key, in place of all values that are there. */
  public void put(String key, String value) {
    List<Row> before = rows(key);
    Mutation mutation =
        new Mutation(
            List.of(new Mutation.Condition.Exactly(key, before.stream().map(Row::dot).toList())),
            List.of(new Mutation.Put(key, Bytes.utf8(value))),
            before.stream().map(Row::dot).toList());
    MutationResult result = onLoop(context -> node.store().mutate(TABLE, mutation, context));
    if (result instanceof MutationResult.Refused) {
      throw new IllegalStateException("somebody else put " + key + " at the same time; try again");
    }
  }

  /** Returns the values of the key; several when they were put in two parts of a cut network. */
  public List<String> get(String key) {
    return rows(key).stream()
        .map(row -> new String(row.value().array(), StandardCharsets.UTF_8))
        .toList();
  }

  private List<Row> rows(String key) {
    return onLoop(context -> node.store().get(TABLE, key, context));
  }

  private ClusterNode newNode(String name, Uid uid) {
    ClusterPorts ports =
        new ClusterPorts(
            loop,
            transport,
            transport,
            new SilentBroadcast(),
            workers,
            new InMemoryLocalStore(loop, STORE_BYTES),
            new VolatileCell(loop),
            new VolatileCell(loop),
            metrics);
    HostIdentity identity = new HostIdentity(uid, name, transport.localAddress(), "");
    try {
      return new ClusterNode(
          identity, ClusterConfig.lan(), "example", ports, Set.of(TABLE), view -> {});
    } catch (WireFormatException e) {
      throw new IllegalStateException("an empty cell cannot be damaged", e);
    }
  }

  /** Runs on the event loop, where the node lives, and waits here for the result. */
  private <T> T onLoop(Function<CallContext, CompletableFuture<T>> task) {
    CompletableFuture<T> result =
        loop.call(
            () -> {
              CallContext context = CallContext.withTimeout(loop, AT_MOST);
              return task.apply(context).whenComplete((value, failure) -> context.close());
            });
    try {
      return result.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Stops at once, without handing anything over. */
  @Override
  public void close() {
    node.close();
    transport.close();
    workers.close();
    loop.close();
  }
}
