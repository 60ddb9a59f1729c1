// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.discovery.Uid;
import io.dftp.net.BroadcastChannel;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.CountingMetrics;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedEndpoint;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole electors over the simulated network, by broadcast, by known peers, and by both. */
class BullyElectorTest {

  private enum Way {
    BROADCAST,
    PEERS,
    BOTH
  }

  private static final Duration WRITE = Duration.ofMillis(3);

  private final Simulation simulation = new Simulation(7);
  private final SimulatedNetwork network =
      new SimulatedNetwork(simulation, NetworkFaults.lossy().withLossRate(0.02));
  private final List<TestProcess> processes = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(Way.class)
  void processesWithoutARingElectTheHighestAndReplaceItWithinTwoSeconds(Way way) {
    startThree(way);
    simulation.expect("all follow 2", () -> agreed(2, 0, 1, 2), Duration.ofSeconds(3));
    simulation.runFor(Duration.ofSeconds(3));

    processes.get(2).crash();

    simulation.expect("all follow 1", () -> agreed(1, 0, 1), Duration.ofSeconds(2));
    assertThat(processes.get(1).calls).hasSize(1).first().asString().startsWith("granted");
  }

  @Test
  void aRestartedProcessIsANewIncarnationAndWaitsItsTurn() {
    startThree(Way.BROADCAST);
    simulation.expect("all follow 2", () -> agreed(2, 0, 1, 2), Duration.ofSeconds(3));
    Epoch first = processes.get(0).elector.view().epoch();
    processes.get(2).crash();
    simulation.expect("all follow 1", () -> agreed(1, 0, 1), Duration.ofSeconds(3));

    processes.get(2).start(Way.BROADCAST);

    simulation.expect("2 follows 1", () -> agreed(1, 0, 1, 2), Duration.ofSeconds(3));
    assertThat(processes.get(2).elector.view().epoch()).isGreaterThan(first);
    simulation.expect("the hold-down ends", () -> agreed(2, 0, 1, 2), Duration.ofSeconds(16));
    assertThat(processes.get(2).elector.view().coordinator().orElseThrow().incarnation())
        .isEqualTo(2);
    assertThat(processes.get(1).calls).hasSize(2).last().asString().startsWith("revoked");
  }

  @Test
  void aResignedLeaderIsReplacedWithoutAnyTimeOut() {
    startThree(Way.BROADCAST);
    simulation.expect("all follow 2", () -> agreed(2, 0, 1, 2), Duration.ofSeconds(3));

    processes.get(2).loop.execute(() -> processes.get(2).elector.resign());

    simulation.expect("all follow 1", () -> agreed(1, 0, 1), Duration.ofMillis(900));
    assertThat(processes.get(2).elector.view().coordinator()).isEmpty();
    assertThat(processes.get(2).calls).hasSize(2);
  }

  @Test
  void aBrokenConnectionToTheLeaderStartsTheQuestionsAtOnce() {
    network.setFaults(NetworkFaults.none());
    startThree(Way.BROADCAST);
    simulation.expect("all follow 2", () -> agreed(2, 0, 1, 2), Duration.ofSeconds(3));

    processes.get(2).crash();
    NodeAddress gone = processes.get(2).address;
    for (int i = 0; i < 2; i++) {
      BullyElector elector = processes.get(i).elector;
      processes.get(i).loop.execute(() -> elector.connectionLost(gone));
    }

    simulation.expect("all follow 1", () -> agreed(1, 0, 1), Duration.ofMillis(900));
  }

  @Test
  void aBrokenConnectionToALeaderThatLivesChangesNothing() {
    startThree(Way.BROADCAST);
    simulation.expect("all follow 2", () -> agreed(2, 0, 1, 2), Duration.ofSeconds(3));
    Epoch epoch = processes.get(0).elector.view().epoch();

    BullyElector elector = processes.get(0).elector;
    processes.get(0).loop.execute(() -> elector.connectionLost(processes.get(2).address));
    simulation.runFor(Duration.ofSeconds(5));

    assertThat(agreed(2, 0, 1, 2)).isTrue();
    assertThat(processes.get(0).elector.view().epoch()).isEqualTo(epoch);
  }

  @Test
  void aHostWhosePromiseCannotBeStoredLeavesTheLeadToOthers() {
    startThree(Way.BROADCAST);
    processes.get(2).cell.failing = true;

    simulation.expect("1 leads 0", () -> agreed(1, 0, 1), Duration.ofSeconds(8));

    assertThat(processes.get(2).calls).isEmpty();
    assertThat(processes.get(2).elector.view().role()).isEqualTo(ElectionRole.JOINING);
  }

  @Test
  void aLeaderWhoseStoreFailsLaterStopsLeadingAndTakesNoFurtherPart() {
    startThree(Way.BROADCAST);
    simulation.expect("all follow 2", () -> agreed(2, 0, 1, 2), Duration.ofSeconds(3));
    processes.get(2).cell.failing = true;

    // A later promise elsewhere makes the leader renew its epoch, which it cannot store.
    network.partition(
        List.of(
            List.of(processes.get(0).address, processes.get(1).address),
            List.of(processes.get(2).address)));
    simulation.expect("1 leads 0", () -> agreed(1, 0, 1), Duration.ofSeconds(4));
    network.heal();

    simulation.expect(
        "2 withdraws",
        () -> processes.get(2).elector.view().reason() == ElectionReason.STORE_FAILED,
        Duration.ofSeconds(3));
    simulation.runFor(Duration.ofSeconds(3));
    assertThat(agreed(1, 0, 1)).isTrue();
    assertThat(processes.get(2).calls).hasSize(2);
  }

  @Test
  void nothingIsSaidAboutAPromiseBeforeItIsDurable() {
    SimulatedEventLoop loop = simulation.newLoop("alone");
    NodeAddress address = new NodeAddress("10.0.0.9", 7000);
    SlowCell cell = new SlowCell(loop, Duration.ofMillis(400));
    List<BullyMessage> said = new ArrayList<>();
    ElectionChannel recorder =
        new ElectionChannel() {
          @Override
          public void broadcast(BullyMessage message) {
            if (message instanceof BullyMessage.Claim claim) {
              assertThat(storedIn(cell)).isEqualTo(claim.epoch());
            }
            said.add(message);
          }

          @Override
          public void send(NodeAddress to, BullyMessage message) {
            said.add(message);
          }

          @Override
          public void listen(BiConsumer<NodeAddress, BullyMessage> receiver) {}
        };
    BullyElector elector =
        new BullyElector(
            loop,
            recorder,
            cell,
            new ElectorIdentity(new Uid(1, 1), 5, address, "alone"),
            BullyConfig.simulated(),
            new CountingMetrics(),
            new LeadershipListener() {});

    loop.execute(elector::start);

    simulation.expect("leads", () -> elector.view().isLeader(), Duration.ofSeconds(5));
    assertThat(said).anyMatch(message -> message instanceof BullyMessage.Claim);
  }

  @Test
  void theFirstStartAfterADamagedRecordFails() {
    SimulatedEventLoop loop = simulation.newLoop("damaged");
    SlowCell cell = new SlowCell(loop, WRITE);
    loop.execute(() -> cell.write(new byte[] {9, 9}));
    simulation.runFor(Duration.ofMillis(10));
    TestProcess process = new TestProcess(8, cell);

    process.start(Way.BROADCAST);
    simulation.runFor(Duration.ofSeconds(2));

    assertThat(process.failed).isTrue();
    assertThat(process.elector.view().coordinator()).isEmpty();
  }

  private static Epoch storedIn(SlowCell cell) {
    try {
      return ElectionRecord.read(cell.value()).promised();
    } catch (WireFormatException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void startThree(Way way) {
    for (int i = 0; i < 3; i++) {
      processes.add(new TestProcess(i, null));
    }
    processes.forEach(process -> process.start(way));
  }

  private boolean agreed(int leader, int... group) {
    Epoch epoch = processes.get(leader).elector.view().epoch();
    for (int index : group) {
      LeadershipView view = processes.get(index).elector.view();
      Optional<String> name = view.coordinator().map(Contender::name);
      if (!name.equals(Optional.of("n" + leader)) || !view.epoch().equals(epoch)) {
        return false;
      }
    }
    return processes.get(leader).elector.view().isLeader();
  }

  /** One process, which may crash and start again with what its cell holds. */
  private final class TestProcess {
    private final int index;
    private final NodeAddress address;
    private final List<String> calls = new ArrayList<>();
    private SlowCell cell;
    private SimulatedEventLoop loop;
    private BullyElector elector;
    private boolean failed;

    TestProcess(int index, SlowCell cell) {
      this.index = index;
      this.cell = cell;
      this.address = new NodeAddress("10.0.0." + (index + 1), 7000);
    }

    void crash() {
      network.crash(address);
      loop.crash();
    }

    void start(Way way) {
      loop = simulation.newLoop("n" + index);
      if (cell == null) {
        cell = new SlowCell(loop, WRITE);
      }
      cell.attach(loop);
      calls.clear();
      SimulatedEndpoint endpoint = network.endpoint(address, loop);
      loop.execute(() -> run(way, endpoint));
      simulation.runFor(Duration.ofMillis(1));
    }

    private void run(Way way, SimulatedEndpoint endpoint) {
      MessageCodec codec = new MessageCodec(BullyMessageCodec.types());
      CountingMetrics metrics = new CountingMetrics();
      ElectionChannel broadcast =
          ElectionChannels.over(new BroadcastChannel(endpoint.broadcast(), codec, "test", metrics));
      ElectionChannel peers =
          ElectionChannels.over(
              new RequestChannel(loop, endpoint, endpoint, codec, metrics), this::peers);
      ElectionChannel channel =
          switch (way) {
            case BROADCAST -> broadcast;
            case PEERS -> peers;
            case BOTH -> ElectionChannels.both(broadcast, peers);
          };
      ElectorIdentity identity =
          new ElectorIdentity(
              new Uid(0, 100 - index), Contender.priorityOf(address.host()), address, "n" + index);
      elector =
          new BullyElector(
              loop, channel, cell, identity, BullyConfig.simulated(), metrics, new Recorder());
      elector
          .start()
          .whenComplete(
              (done, failure) -> {
                failed = failure != null;
              });
    }

    private Collection<NodeAddress> peers() {
      return processes.stream().map(process -> process.address).toList();
    }

    /** Checks that the calls alternate, and that the view is there before the call. */
    private final class Recorder implements LeadershipListener {
      @Override
      public void granted(Epoch epoch) {
        assertThat(calls.size() % 2).isZero();
        assertThat(elector.view().isLeader()).isTrue();
        calls.add("granted " + epoch);
      }

      @Override
      public void revoked(Epoch epoch, ElectionReason cause) {
        assertThat(calls.get(calls.size() - 1)).isEqualTo("granted " + epoch);
        assertThat(elector.view().isLeader()).isFalse();
        calls.add("revoked " + epoch);
      }
    }
  }
}
