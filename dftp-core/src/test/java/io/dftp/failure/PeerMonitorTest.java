// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.chord.ChordMessageCodec;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CountingMetrics;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PeerMonitorTest {

  private static final NodeAddress WATCHER = new NodeAddress("10.0.0.1", 1);
  private static final NodeAddress PEER = new NodeAddress("10.0.0.2", 1);
  private static final NodeAddress THIRD = new NodeAddress("10.0.0.3", 1);

  private final Simulation simulation = new Simulation(7);
  private SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final List<String> heard = new ArrayList<>();
  private final Map<NodeAddress, RequestChannel> channels = new LinkedHashMap<>();
  private final CountingMetrics watchersMetrics = new CountingMetrics();

  @Test
  void aKilledPeerIsDeadWithinAboutASecond() {
    PeerMonitor monitor = watching();

    network.crash(PEER);

    simulation.expect("dead", () -> isDead(monitor), Duration.ofMillis(1500));
    assertThat(heard).containsExactly("ALIVE>SUSPECT", "SUSPECT>DEAD");
  }

  @Test
  void aSilentPeerIsDeadWithinAboutThreeSeconds() {
    network = new SimulatedNetwork(simulation, NetworkFaults.none().withLossHintRate(0));
    PeerMonitor monitor = watching();

    network.crash(PEER);

    simulation.runFor(Duration.ofSeconds(2));
    assertThat(monitor.liveness(PEER)).isEqualTo(Liveness.SUSPECT);
    simulation.expect("dead", () -> isDead(monitor), Duration.ofMillis(1300));
  }

  @Test
  void aPeerThatRefusesIsAskedAFewTimesASecond() {
    watching();
    network.crash(PEER);
    simulation.runFor(Duration.ofMillis(100));
    long before = watchersMetrics.value("failure.pings");

    simulation.runFor(Duration.ofSeconds(5));

    assertThat(watchersMetrics.value("failure.pings") - before).isBetween(10L, 30L);
  }

  @Test
  void aPeerThatComesBackIsAliveWithinASecond() {
    PeerMonitor monitor = watching();
    network.crash(PEER);
    simulation.expect("dead", () -> isDead(monitor), Duration.ofSeconds(2));

    host(PEER, "again");

    simulation.expect(
        "alive", () -> monitor.liveness(PEER) == Liveness.ALIVE, Duration.ofSeconds(1));
  }

  @Test
  void aPeerThatOnlyThisHostDoesNotHearIsReachedThroughAnother() {
    PeerMonitor monitor = watchingWithAThird();

    network.cut(PEER, WATCHER);
    simulation.runFor(Duration.ofSeconds(2));

    assertThat(heard).containsExactly("ALIVE>SUSPECT", "SUSPECT>ALIVE");
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(heard).hasSize(2);
    assertThat(watchers().detourTo(PEER)).contains(THIRD);
    assertThat(monitor.liveness(THIRD)).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void aPeerIsReachedStraightAgainOnceThatWayIsOpen() {
    watchingWithAThird();
    network.cut(PEER, WATCHER);
    network.cut(WATCHER, PEER);
    simulation.runFor(Duration.ofSeconds(10));

    network.heal();
    simulation.runFor(Duration.ofSeconds(2));

    assertThat(watchers().detourTo(PEER)).isEmpty();
  }

  @Test
  void aPeerThatIsReachedThroughAnotherAndDiesIsDeadAsSoonAsAnyOther() {
    PeerMonitor monitor = watchingWithAThird();
    network.cut(PEER, WATCHER);
    network.cut(WATCHER, PEER);
    simulation.runFor(Duration.ofSeconds(10));

    network.crash(PEER);

    simulation.expect("dead", () -> isDead(monitor), Duration.ofMillis(3300));
    assertThat(watchers().detourTo(PEER)).isEmpty();
  }

  @Test
  void anotherWayIsFoundWhenTheOneInTheMiddleDies() {
    NodeAddress fourth = new NodeAddress("10.0.0.4", 1);
    PeerMonitor monitor = watchingWithAThird();
    host(fourth, "fourth");
    network.cut(PEER, WATCHER);
    network.cut(WATCHER, PEER);
    simulation.runFor(Duration.ofSeconds(10));
    monitor.watch("owner", Set.of(PEER, THIRD, fourth));
    simulation.runFor(Duration.ofSeconds(1));

    network.crash(THIRD);
    simulation.runFor(Duration.ofSeconds(3));

    assertThat(watchers().detourTo(PEER)).contains(fourth);
    assertThat(monitor.liveness(PEER)).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void aPeerThatNobodyNamedIsReachedThroughAnotherWhenItDoesNotAnswer() {
    PeerMonitor monitor = watchingWithAThird();
    monitor.watch("owner", Set.of(THIRD));
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(monitor.watchedCount()).isOne();
    network.cut(PEER, WATCHER);
    network.cut(WATCHER, PEER);

    CompletableFuture<FailureMessage.Pong> pong =
        watchers()
            .request(
                PEER, new FailureMessage.Ping(), FailureMessage.Pong.class, Duration.ofSeconds(3));

    assertThat(simulation.await(pong, Duration.ofSeconds(3))).isNotNull();
    network.heal();
    simulation.runFor(Duration.ofSeconds(3));
    assertThat(monitor.watchedCount()).isOne();
  }

  @Test
  void aPeerThatNobodyReachesIsDeadAsSoonAsWithoutThirdHosts() {
    PeerMonitor monitor = watchingWithAThird();

    network.crash(PEER);

    simulation.expect("dead", () -> isDead(monitor), Duration.ofMillis(3300));
  }

  @Test
  void lossOfFivePercentKillsNobodyInTenMinutes() {
    network = new SimulatedNetwork(simulation, NetworkFaults.lossy());
    watching();

    simulation.runFor(Duration.ofMinutes(10));

    assertThat(heard).noneMatch(change -> change.endsWith("DEAD"));
  }

  @Test
  void theUnionOfWhatItsOwnersWatchIsWatched() {
    PeerMonitor monitor = watching();

    monitor.watch("another", Set.of(PEER, new NodeAddress("10.0.0.3", 1)));
    assertThat(monitor.watchedCount()).isEqualTo(2);
    monitor.watch("another", Set.of());

    assertThat(monitor.watchedCount()).isEqualTo(1);
  }

  @Test
  void aDeadPeerIsRememberedForAWhileWhenNobodyWatchesIt() {
    PeerMonitor monitor = watching();
    network.crash(PEER);
    simulation.expect("dead", () -> isDead(monitor), Duration.ofSeconds(2));

    monitor.watch("owner", Set.of());
    assertThat(isDead(monitor)).isTrue();
    simulation.runFor(FailureConfig.lan().rememberFor().plusSeconds(1));

    assertThat(monitor.watchedCount()).isZero();
  }

  @Test
  void aHostThatStoodStillTellsItsListenersAndHoldsNobodyForDead() {
    SimulatedEventLoop loop = simulation.newLoop("watcher");
    PeerMonitor monitor = monitor(WATCHER, loop, watchersMetrics);
    host(PEER, "peer");
    monitor.watch("owner", Set.of(PEER));
    monitor.addListener(recorder());
    simulation.runFor(Duration.ofSeconds(2));

    loop.pause();
    simulation.runFor(Duration.ofSeconds(20));
    loop.resume();
    simulation.runFor(Duration.ofSeconds(2));

    assertThat(heard).containsExactly("paused");
    assertThat(monitor.lastPause()).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(21));
  }

  private PeerMonitor watchingWithAThird() {
    network = new SimulatedNetwork(simulation, NetworkFaults.none().withLossHintRate(0));
    PeerMonitor monitor = watching();
    host(THIRD, "third");
    monitor.watch("owner", Set.of(PEER, THIRD));
    simulation.runFor(Duration.ofSeconds(2));
    return monitor;
  }

  @Test
  void aCodecWithoutItsMessagesIsRefusedWhenTheMonitorIsMade() {
    SimulatedEventLoop loop = simulation.newLoop("forgetful");
    SimulatedEndpoint endpoint = network.endpoint(THIRD, loop);
    MessageCodec codec = new MessageCodec(ChordMessageCodec.types());
    RequestChannel channel =
        new RequestChannel(loop, endpoint, endpoint, codec, new CountingMetrics());

    assertThatThrownBy(() -> new PeerMonitor(channel, FailureConfig.lan(), new CountingMetrics()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FailureMessage$")
        .hasMessageContaining("give it the types of that protocol too");
  }

  private PeerMonitor watching() {
    PeerMonitor monitor = monitor(WATCHER, simulation.newLoop("watcher"), watchersMetrics);
    host(PEER, "peer");
    monitor.watch("owner", Set.of(PEER));
    monitor.addListener(recorder());
    simulation.runFor(Duration.ofSeconds(2));
    assertThat(heard).isEmpty();
    return monitor;
  }

  private PeerListener recorder() {
    return new PeerListener() {
      @Override
      public void livenessChanged(NodeAddress peer, Liveness before, Liveness now) {
        heard.add(before + ">" + now);
      }

      @Override
      public void thisHostPaused(Duration gap) {
        heard.add("paused");
      }
    };
  }

  private RequestChannel watchers() {
    return channels.get(WATCHER);
  }

  private void host(NodeAddress address, String name) {
    monitor(address, simulation.newLoop(name), new CountingMetrics());
  }

  private PeerMonitor monitor(
      NodeAddress address, SimulatedEventLoop loop, CountingMetrics metrics) {
    SimulatedEndpoint endpoint = network.endpoint(address, loop);
    RequestChannel channel =
        new RequestChannel(
            loop, endpoint, endpoint, new MessageCodec(FailureMessage.types()), metrics);
    channels.put(address, channel);
    return new PeerMonitor(channel, FailureConfig.lan(), metrics);
  }

  private static boolean isDead(PeerMonitor monitor) {
    return monitor.liveness(PEER) == Liveness.DEAD;
  }
}
