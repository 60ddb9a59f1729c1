// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.Message;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A host with the parts of a store that a test puts together, and another one that asks it. */
final class StoreParts {

  static final NodeAddress HERE = new NodeAddress("10.0.0.1", 4000);
  static final NodeAddress OTHER = new NodeAddress("10.0.0.2", 4000);

  private static final Duration LONG = Duration.ofSeconds(60);

  private final Simulation simulation;
  private final SimulatedHost<StoreEnvironment> here;
  private final SimulatedHost<RequestChannel> other;

  /**
   * Creates them.
   *
   * @param disk what the store here uses in the place of its disk
   * @param parts are built on the environment whenever the host starts
   */
  StoreParts(
      long seed,
      UnaryOperator<LocalStore> disk,
      BiConsumer<StoreEnvironment, RequestChannel> parts) {
    this.simulation = new Simulation(seed);
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    this.here =
        new SimulatedHost<>(
            network,
            HERE,
            process -> {
              RequestChannel channel = channel(process);
              StoreEnvironment env = environment(process, channel, disk);
              parts.accept(env, channel);
              return env;
            });
    this.other = new SimulatedHost<>(network, OTHER, StoreParts::channel);
    here.start();
    other.start();
  }

  private static RequestChannel channel(SimulatedProcess process) {
    return process.newChannel(new MessageCodec(StoreMessageCodec.types()));
  }

  private static StoreEnvironment environment(
      SimulatedProcess process, RequestChannel channel, UnaryOperator<LocalStore> disk) {
    StoreConfig config = StoreConfig.defaults();
    WatchedDisk watched =
        new WatchedDisk(
            disk.apply(process.store()), process.loop(), HERE, config, process.metrics());
    return new StoreEnvironment(
        process.loop(),
        channel,
        new OwnerOfAll(),
        watched,
        watched,
        process.workers(),
        config,
        process.metrics(),
        new ByteBudget(1 << 22),
        new ByteBudget(1 << 22));
  }

  Simulation simulation() {
    return simulation;
  }

  SimulatedHost<StoreEnvironment> here() {
    return here;
  }

  /** Returns what the other host answers with. */
  RequestChannel other() {
    return other.program();
  }

  <A extends Message> CompletableFuture<A> ask(
      Message question, ByteBuffer content, Class<A> answer) {
    return other
        .program()
        .request(
            HERE, question, content, answer, CallContext.withTimeout(other.process().loop(), LONG))
        .thenApply(exchanged -> exchanged.message());
  }

  <T> T await(CompletableFuture<T> result) {
    return simulation.await(result, LONG.multipliedBy(2));
  }

  /** Runs work of this host that ends with a context. */
  <T> CompletableFuture<T> run(Function<CallContext, CompletableFuture<T>> work) {
    return work.apply(CallContext.withTimeout(here.process().loop(), LONG));
  }

  /** This host owns the whole ring. */
  private static final class OwnerOfAll implements Placement {

    private static final Arc ALL = Arc.whole(KeyHasher.hash("a place"));

    @Override
    public NodeAddress self() {
      return HERE;
    }

    @Override
    public List<Arc> ownedArcs() {
      return List.of(ALL);
    }

    @Override
    public List<NodeAddress> hostsAfterOwned(Identifier key) {
      return List.of(HERE, OTHER);
    }

    @Override
    public CompletableFuture<Location> locate(Identifier key, CallContext context) {
      return CompletableFuture.completedFuture(new Location(ALL, hostsAfterOwned(key)));
    }

    @Override
    public CompletableFuture<List<NodeAddress>> members(CallContext context) {
      return CompletableFuture.completedFuture(List.of(HERE, OTHER));
    }

    @Override
    public boolean isDead(NodeAddress host) {
      return false;
    }

    @Override
    public boolean isSuspect(NodeAddress host) {
      return false;
    }

    @Override
    public void onChange(Runnable listener) {}
  }
}
