// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import com.google.common.collect.ImmutableMap;
import io.dftp.bully.BullyConfig;
import io.dftp.bully.BullyElector;
import io.dftp.bully.BullyMessage;
import io.dftp.bully.BullyMessageCodec;
import io.dftp.bully.Contender;
import io.dftp.bully.ElectionChannel;
import io.dftp.bully.ElectionChannels;
import io.dftp.bully.ElectionRole;
import io.dftp.bully.ElectorIdentity;
import io.dftp.bully.Epoch;
import io.dftp.bully.LeadershipListener;
import io.dftp.bully.LeadershipView;
import io.dftp.discovery.Uid;
import io.dftp.net.BroadcastChannel;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DurableCell;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedEndpoint;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A group of whole electors on one simulated network: they broadcast, crash and start again with
 * what they had stored, and what they say is counted. Hosts are numbered from 0; higher numbers
 * rank higher. Confined to one thread.
 */
public final class SimulatedElection {

  /** How long a write of a promise takes. */
  private static final Duration WRITE = Duration.ofMillis(2);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final BullyConfig config;
  private final CountingMetrics metrics = new CountingMetrics();
  private final List<Host> hosts = new ArrayList<>();
  private final Map<String, Long> sent = new LinkedHashMap<>();
  private int leads;

  /** Creates hosts that are not started. */
  public SimulatedElection(long seed, int size, BullyConfig config, NetworkFaults faults) {
    this.simulation = Simulation.untraced(seed);
    this.network = new SimulatedNetwork(simulation, faults);
    this.config = config;
    for (int i = 0; i < size; i++) {
      hosts.add(new Host(i));
    }
  }

  /** Returns the simulation that all of it runs in. */
  public Simulation simulation() {
    return simulation;
  }

  /** Starts all hosts at one moment. */
  public void startAll() {
    hosts.forEach(Host::start);
  }

  /** Starts a host that is down. */
  public void start(int host) {
    hosts.get(host).start();
  }

  /**
   * Crashes a host.
   *
   * @param noticed whether the others see their connections to it break, as when a process is
   *     killed; else they hear nothing, as when a machine loses its power
   */
  public void crash(int host, boolean noticed) {
    Host gone = hosts.get(host);
    gone.crash();
    if (noticed) {
      for (Host other : hosts) {
        BullyElector elector = other.elector;
        SimulatedEventLoop loop = other.loop;
        if (other.up && elector != null && loop != null) {
          loop.schedule(Duration.ofMillis(1), () -> elector.connectionLost(gone.address));
        }
      }
    }
  }

  /** Returns the leader that all running hosts follow under one epoch; empty when there is none. */
  public OptionalInt agreed() {
    @Nullable LeadershipView first = null;
    for (Host host : hosts) {
      if (!host.up) {
        continue;
      }
      LeadershipView view = host.view();
      if (view.coordinator().isEmpty()
          || (first != null
              && !(view.coordinator().equals(first.coordinator())
                  && view.epoch().equals(first.epoch())))) {
        return OptionalInt.empty();
      }
      first = view;
    }
    for (Host host : hosts) {
      if (host.up && host.view().isLeader()) {
        return OptionalInt.of(host.index);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns what a host that was started believes. */
  public LeadershipView view(int host) {
    return hosts.get(host).view();
  }

  /** Says whether a host stands or claims. */
  public boolean anybodyStands() {
    return hosts.stream()
        .filter(host -> host.up)
        .map(host -> host.view().role())
        .anyMatch(role -> role == ElectionRole.CANDIDATE || role == ElectionRole.CLAIMING);
  }

  /** Runs until the condition holds; says whether it did within the bound. */
  public boolean runUntil(BooleanSupplier condition, Duration bound) {
    return simulation.runUntil(condition, bound);
  }

  /** Lets time pass. */
  public void runFor(Duration time) {
    simulation.runFor(time);
  }

  /** Returns how often some host was granted the lead so far. */
  public int leads() {
    return leads;
  }

  /**
   * Returns how many messages of each type were sent so far; a broadcast counts once for each
   * running receiver.
   */
  public Map<String, Long> sent() {
    return ImmutableMap.copyOf(sent);
  }

  private void count(BullyMessage message, long receivers) {
    sent.merge(message.getClass().getSimpleName(), receivers, Long::sum);
  }

  private final class Host {
    private final int index;
    private final NodeAddress address;
    private final Cell cell = new Cell();
    private @Nullable SimulatedEventLoop loop;
    private @Nullable BullyElector elector;
    private boolean up;

    Host(int index) {
      this.index = index;
      this.address = new NodeAddress("10.0." + index / 200 + "." + (index % 200 + 1), 7000);
    }

    LeadershipView view() {
      BullyElector running = elector;
      if (running == null) {
        throw new IllegalStateException("n" + index + " was not started");
      }
      return running.view();
    }

    void crash() {
      SimulatedEventLoop running = loop;
      if (up && running != null) {
        up = false;
        network.crash(address);
        running.crash();
      }
    }

    void start() {
      up = true;
      SimulatedEventLoop fresh = simulation.newLoop("n" + index);
      loop = fresh;
      cell.loop = fresh;
      SimulatedEndpoint endpoint = network.endpoint(address, fresh);
      MessageCodec codec = new MessageCodec(BullyMessageCodec.types());
      ElectionChannel channel =
          new Counted(
              ElectionChannels.over(
                  new BroadcastChannel(endpoint.broadcast(), codec, "simulated", metrics)));
      BullyElector next =
          new BullyElector(
              fresh,
              channel,
              cell,
              new ElectorIdentity(
                  new Uid(0, index + 1L),
                  Contender.priorityOf(address.host()),
                  address,
                  "n" + index),
              config,
              metrics,
              new LeadershipListener() {
                @Override
                public void granted(Epoch epoch) {
                  leads++;
                }
              });
      elector = next;
      fresh.execute(next::start);
    }

    /** Counts what goes through it. */
    private final class Counted implements ElectionChannel {
      private final ElectionChannel inner;

      Counted(ElectionChannel inner) {
        this.inner = inner;
      }

      @Override
      public void broadcast(BullyMessage message) {
        count(message, hosts.stream().filter(host -> host.up && host != Host.this).count());
        inner.broadcast(message);
      }

      @Override
      public void send(NodeAddress to, BullyMessage message) {
        count(message, 1);
        inner.send(to, message);
      }

      @Override
      public void listen(BiConsumer<NodeAddress, BullyMessage> receiver) {
        inner.listen(receiver);
      }
    }
  }

  /** What a host stored; it outlives its crashes. */
  private static final class Cell implements DurableCell {
    private byte[] value = new byte[0];
    private @Nullable SimulatedEventLoop loop;

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public CompletableFuture<Void> write(byte[] next) {
      CompletableFuture<Void> result = new CompletableFuture<>();
      byte[] copy = next.clone();
      SimulatedEventLoop running = loop;
      if (running != null) {
        running.schedule(
            WRITE,
            () -> {
              value = copy;
              result.complete(null);
            });
      }
      return result;
    }
  }
}
