// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.discovery.StarterDecision.AskKnown;
import io.dftp.discovery.StarterDecision.Create;
import io.dftp.discovery.StarterDecision.Join;
import io.dftp.net.BroadcastChannel;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedEndpoint;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starters and members over the simulated network. */
class SelfDiscoveryTest {

  private static final Uid RING = new Uid(5, 5);

  private final Simulation simulation = new Simulation(11);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final List<TestProcess> processes = new ArrayList<>();

  @Test
  void aLonelyStarterCreates() {
    TestProcess alone = new TestProcess(1, List.of());

    simulation.runFor(Duration.ofMillis(1_290));
    assertThat(alone.decision).isNull();
    simulation.runFor(Duration.ofMillis(20));

    assertThat(alone.decision).isEqualTo(new Create());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void ofStartersAtOnceOnlyTheHighestCreatesAndTheOthersJoinIt(long seed) {
    Random chance = new Random(seed);
    network.setFaults(NetworkFaults.lossy());
    for (int i = 1; i <= 5; i++) {
      processes.add(new TestProcess(i, List.of()));
      simulation.runFor(Duration.ofMillis(chance.nextInt(300)));
    }

    simulation.expect(
        "all decide",
        () -> processes.stream().allMatch(process -> process.decision != null),
        Duration.ofSeconds(6));

    assertThat(processes.get(4).decision).isEqualTo(new Create());
    for (TestProcess process : processes.subList(0, 4)) {
      assertThat(process.decision).isInstanceOf(Join.class);
    }
  }

  @Test
  void whenTheHighestStarterDiesTheNextOneCreates() {
    TestProcess low = new TestProcess(1, List.of());
    simulation.runFor(Duration.ofMillis(900));
    TestProcess high = new TestProcess(2, List.of());
    simulation.runFor(Duration.ofMillis(600));
    assertThat(low.decision).isNull();

    high.crash();

    simulation.expect("decides", () -> low.decision != null, Duration.ofSeconds(3));
    assertThat(low.decision).isEqualTo(new Create());
  }

  @Test
  void aStarterOfTheHighestRankJoinsTheRingThatIsThere() {
    TestProcess first = new TestProcess(1, List.of());
    simulation.expect("creates", () -> first.decision != null, Duration.ofSeconds(2));

    TestProcess second = new TestProcess(9, List.of());

    simulation.expect("decides", () -> second.decision != null, Duration.ofSeconds(2));
    assertThat(second.decision).isEqualTo(new Join(List.of(first.address)));
  }

  @Test
  void whoKnowsAddressesLeavesTheDecisionToItsCaller() {
    NodeAddress seed = new NodeAddress("10.9.9.9", 7000);

    TestProcess starter = new TestProcess(1, List.of(seed));

    simulation.expect("decides", () -> starter.decision != null, Duration.ofSeconds(2));
    assertThat(starter.decision).isEqualTo(new AskKnown(List.of(seed)));
  }

  @Test
  void membersHearOfEachOtherAgainAndAgainAndForgetTheSilent() {
    TestProcess first = new TestProcess(1, List.of());
    TestProcess second = new TestProcess(2, List.of());
    simulation.runFor(Duration.ofSeconds(5));
    assertThat(first.discovery.heard()).extracting(HostInfo::ring).containsOnly(second.address);
    assertThat(first.heard.get(second.address)).isBetween(2, 6);

    second.crash();
    simulation.runFor(Duration.ofSeconds(11));

    assertThat(first.discovery.heard()).isEmpty();
  }

  /** Others would try to join through it until they forgot it, ten seconds later. */
  @Test
  void whoStartsAgainIsNoMemberAnyMore() {
    TestProcess first = new TestProcess(1, List.of());
    TestProcess second = new TestProcess(2, List.of());
    simulation.runFor(Duration.ofSeconds(5));
    assertThat(first.discovery.heard()).isNotEmpty();

    second.crash();
    simulation.runFor(Duration.ofMillis(500));
    first.discovery.stopAnnouncing();
    new TestProcess(2, List.of());
    simulation.runFor(Duration.ofMillis(100));

    assertThat(first.discovery.heard()).isEmpty();
  }

  @Test
  void garbageOnTheChannelIsDroppedAndCounted() {
    TestProcess member = new TestProcess(1, List.of());
    simulation.runFor(Duration.ofSeconds(2));
    SimulatedEventLoop loop = simulation.newLoop("stranger");
    SimulatedEndpoint stranger = network.endpoint(new NodeAddress("10.0.0.77", 7000), loop);

    loop.execute(
        () -> {
          for (int length = 0; length < 600; length += 7) {
            byte[] noise = new byte[length];
            loop.random().nextBytes(noise);
            stranger.broadcast().broadcast(ByteBuffer.wrap(noise));
          }
        });
    simulation.runFor(Duration.ofSeconds(2));

    assertThat(member.metrics.value("net.broadcast.malformed")).isEqualTo(86);
    assertThat(member.discovery.heard()).isEmpty();
  }

  @Test
  void aCloseCancelsTheSearch() {
    TestProcess starter = new TestProcess(1, List.of());

    starter.loop.execute(() -> starter.discovery.close());
    simulation.runFor(Duration.ofSeconds(3));

    assertThat(starter.decision).isNull();
    assertThat(starter.failed).isTrue();
  }

  /** A process that joins the ring that it finds, or creates one. */
  private final class TestProcess {
    private final NodeAddress address;
    private final SimulatedEventLoop loop;
    private final CountingMetrics metrics = new CountingMetrics();
    private final Map<NodeAddress, Integer> heard = new LinkedHashMap<>();
    private final Starter self;
    private SelfDiscovery discovery;
    private StarterDecision decision;
    private boolean failed;

    TestProcess(int index, List<NodeAddress> known) {
      address = new NodeAddress("10.0.0." + index, 7000);
      loop = simulation.newLoop("n" + index);
      self = new Starter(new Uid(0, index), index, address, "n" + index);
      SimulatedEndpoint endpoint = network.endpoint(address, loop);
      loop.execute(() -> run(endpoint, known));
      simulation.runFor(Duration.ofMillis(1));
    }

    private void run(SimulatedEndpoint endpoint, List<NodeAddress> known) {
      MessageCodec codec = new MessageCodec(DiscoveryMessageCodec.types());
      discovery =
          new SelfDiscovery(
              loop,
              new BroadcastChannel(endpoint.broadcast(), codec, "test", metrics),
              self,
              DiscoveryConfig.lan(),
              metrics,
              host -> heard.merge(host.ring(), 1, Integer::sum));
      discovery
          .discover(known)
          .whenComplete(
              (result, failure) -> {
                failed = failure != null;
                decision = result;
                if (result instanceof Join || result instanceof Create) {
                  discovery.announce(
                      () -> new HostInfo(self.uid(), 1, self.priority(), address, RING, 1, "n"));
                }
              });
    }

    void crash() {
      network.crash(address);
      loop.crash();
    }
  }
}
