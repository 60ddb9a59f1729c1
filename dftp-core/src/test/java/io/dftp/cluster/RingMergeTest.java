// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.ColdStartTrial;
import io.dftp.sim.MergeTrial;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.Parting;
import io.dftp.sim.SimulatedCluster;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole clusters that are taken apart become one again. The named invariants of {@link
 * SimulatedCluster#demandUnity} hold all the while; {@code dftp sim merge} runs many more.
 */
class RingMergeTest {

  private static final Duration CUT = Duration.ofSeconds(20);

  @ParameterizedTest
  @EnumSource(Parting.class)
  void fiveHostsHealByBroadcast(Parting parting) {
    MergeTrial trial = new MergeTrial(new Simulation(1), 5, true, ClusterConfig.lan());
    trial.start();

    for (int i = 0; i < 2; i++) {
      assertInTime(trial.part(parting, CUT));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Parting.class,
      names = {"TWO_SIDES", "THREE_PARTS", "RESTARTS"})
  void fiveHostsHealByLastKnownPeersAlone(Parting parting) {
    MergeTrial trial = new MergeTrial(new Simulation(2), 5, false, ClusterConfig.lan());
    trial.start();

    assertInTime(trial.part(parting, CUT));
  }

  /** Some of the hosts count as dead on the other side, and some do not yet. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void shortCutsHeal(int seconds) {
    MergeTrial trial = new MergeTrial(new Simulation(3), 5, true, ClusterConfig.lan());
    trial.start();

    assertInTime(trial.part(Parting.TWO_SIDES, Duration.ofSeconds(seconds)));
    assertInTime(trial.part(Parting.ONE_WAY_SIDES, Duration.ofSeconds(seconds)));
  }

  /** Each map is written and read through each host all the while, as the trial demands. */
  @ParameterizedTest
  @EnumSource(
      value = Parting.class,
      names = {"PAIR", "NEIGHBOURS", "ONE_WAY_LINK"})
  void sevenHostsServeWhileTwoOfThemDoNotHearEachOther(Parting parting) {
    MergeTrial trial = new MergeTrial(new Simulation(1), 7, true, ClusterConfig.lan());
    trial.start();

    MergeTrial.Outcome outcome = trial.part(parting, CUT);

    assertThat(outcome.moved()).isZero();
    assertThat(outcome.acknowledged()).isGreaterThan(1000);
  }

  @Test
  void aCutOfFiveMinutesHeals() {
    MergeTrial trial = new MergeTrial(new Simulation(4), 5, true, ClusterConfig.lan());
    trial.start();

    MergeTrial.Outcome outcome = trial.part(Parting.TWO_SIDES, Duration.ofMinutes(5));

    assertInTime(outcome);
    assertThat(outcome.acknowledged()).isGreaterThan(400);
  }

  /** Successor lists do not reach round such rings, so lookups and estimates decide. */
  @Test
  void twentyFourHostsHeal() {
    MergeTrial trial = new MergeTrial(new Simulation(5), 24, true, ClusterConfig.lan());
    trial.start();

    assertInTime(trial.part(Parting.TWO_SIDES, CUT));
  }

  /** The sizes and the ids of both rings are equal, and yet all hosts decide alike. */
  @ParameterizedTest
  @ValueSource(longs = {100, 101, 104})
  void ofTwoEqualHalvesOneMoves(long seed) {
    MergeTrial trial = new MergeTrial(new Simulation(seed), 4, true, ClusterConfig.lan());
    trial.start();

    for (int i = 0; i < 5; i++) {
      assertThat(trial.part(Parting.TWO_SIDES, Duration.ofSeconds(10)).moved()).isLessThan(3);
    }
  }

  /** The highest address leads, and yet it is the one that moves. */
  @Test
  void aNewcomerOfTheHighestAddressMakesNobodyMove() {
    Simulation simulation = new Simulation(6);
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    SimulatedCluster cluster = new SimulatedCluster(network, ClusterConfig.lan(), 6);
    SimulatedHost<ClusterNode> newcomer = cluster.hosts().get(5);
    network.partition(List.of(List.of(newcomer.address())));
    cluster.start();
    simulation.runFor(Duration.ofMinutes(1));
    List<Long> before = incarnations(cluster);
    assertThat(newcomer.program().leadership().isLeader()).isTrue();

    network.heal();
    cluster.settle(Duration.ofMinutes(1));

    List<Long> after = incarnations(cluster);
    assertThat(after.subList(0, 5)).isEqualTo(before.subList(0, 5));
    assertThat(after.get(5)).isNotEqualTo(before.get(5));
    assertThat(newcomer.program().leadership().isLeader()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200, 2_000, 20_000})
  void sixteenHostsThatStartTogetherOrNearlySoBecomeOneCluster(int spreadMillis) {
    ColdStartTrial.Outcome outcome =
        ColdStartTrial.run(
            new Simulation(7), 16, Duration.ofMillis(spreadMillis), ClusterConfig.lan());

    assertThat(outcome.coordinator()).isLessThan(Duration.ofSeconds(3));
    assertThat(outcome.ring()).isLessThan(Duration.ofSeconds(3));
  }

  /** Hosts that remember each other must not wait for each other in a circle. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void hostsThatLostPowerTogetherAreOneClusterAsSoonAsNewOnes(long seed) {
    ColdStartTrial.Outcome outcome =
        ColdStartTrial.runAgain(new Simulation(seed), 5, Duration.ZERO, ClusterConfig.lan());

    assertThat(outcome.coordinator()).isLessThan(Duration.ofSeconds(3));
    assertThat(outcome.ring()).isLessThan(Duration.ofSeconds(3));
  }

  /** Two that join side by side are not found by each other's neighbours at once. */
  @ParameterizedTest
  @ValueSource(longs = {5, 18, 50, 63, 100, 119, 270, 298})
  void hostsThatHaveJustJoinedDoNotTakeTheirRingForTwo(long seed) {
    Simulation simulation = new Simulation(seed);
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    SimulatedCluster cluster = new SimulatedCluster(network, ClusterConfig.lan(), 8);
    cluster.hosts().get(0).start();
    simulation.runFor(Duration.ofSeconds(5));
    cluster.start();

    holdUpEachThatJoins(simulation, cluster);
    cluster.settle(Duration.ofMinutes(1));

    assertThat(cluster.hosts())
        .extracting(host -> host.process().metrics().value("cluster.merge.moves"))
        .containsOnly(0L);
  }

  private static void holdUpEachThatJoins(Simulation simulation, SimulatedCluster cluster) {
    RandomGenerator random = simulation.random("stalls");
    List<SimulatedHost<ClusterNode>> starting = new ArrayList<>(cluster.hosts().subList(1, 8));
    for (int i = 0; i < 6000; i++) {
      simulation.runFor(Duration.ofMillis(1));
      for (SimulatedHost<ClusterNode> host : List.copyOf(starting)) {
        if (!host.program().views().isEmpty()) {
          starting.remove(host);
          host.pause();
          simulation.schedule(Duration.ofMillis(random.nextInt(800)), host::resume);
        }
      }
    }
    assertThat(starting).isEmpty();
  }

  private static void assertInTime(MergeTrial.Outcome outcome) {
    assertThat(outcome.coordinator()).isLessThan(Duration.ofSeconds(3));
    assertThat(outcome.ring()).isLessThan(Duration.ofSeconds(10));
    assertThat(outcome.acknowledged()).isPositive();
  }

  private static List<Long> incarnations(SimulatedCluster cluster) {
    List<Long> incarnations = new ArrayList<>();
    for (SimulatedHost<ClusterNode> host : cluster.hosts()) {
      incarnations.add(host.program().views().get(0).self().incarnation());
    }
    return incarnations;
  }
}
