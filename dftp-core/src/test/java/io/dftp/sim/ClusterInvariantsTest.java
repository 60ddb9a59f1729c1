// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.bully.BullyConfig;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.cluster.ClusterConfig;
import io.dftp.cluster.ClusterNode;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The invariants of clusters fire when what they forbid happens. */
class ClusterInvariantsTest {

  /** Two hosts of one identity, out of each other's reach, each elect themselves. */
  @Test
  void twoLeadersInOneEpochAreCaught() {
    Simulation simulation = new Simulation(1);
    List<SimulatedHost<ClusterNode>> twins = new ArrayList<>();
    for (int world = 0; world < 2; world++) {
      SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
      twins.addAll(new SimulatedCluster(network, ClusterConfig.lan(), 1).hosts());
    }
    simulation.addInvariant(new OneLeaderAnEpoch(twins));
    twins.forEach(SimulatedHost::start);

    assertThatThrownBy(() -> simulation.runFor(Duration.ofMinutes(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("'one leader an epoch' is violated")
        .hasMessageContaining("lead in epoch");
  }

  /** The promise is what keeps a host that starts again from following an earlier epoch. */
  @Test
  void aHostThatForgotItsPromiseIsCaught() {
    Simulation simulation = new Simulation(2);
    SimulatedCluster cluster = cluster(simulation, NetworkFaults.none(), ClusterConfig.lan());
    SimulatedHost<ClusterNode> forgetful = cluster.hosts().get(0);
    cluster.hosts().get(2).crash();
    simulation.runFor(Duration.ofSeconds(10));
    cluster.hosts().forEach(SimulatedHost::crash);
    forgetful.disk().cells().remove("election");
    forgetful.start();

    assertThatThrownBy(() -> simulation.runFor(Duration.ofMinutes(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("'monotone adoption' is violated");
  }

  @Test
  void aHostWithANewDiskMayFollowAnyEpoch() {
    Simulation simulation = new Simulation(2);
    SimulatedCluster cluster = cluster(simulation, NetworkFaults.none(), ClusterConfig.lan());
    cluster.hosts().forEach(SimulatedHost::crashAndLoseDisk);
    cluster.start();

    assertThat(cluster.settle(Duration.ofMinutes(1)).hosts()).hasSize(3);
  }

  /** Hosts that are parted behind the back of the rules look like hosts that do not unite. */
  @Test
  void twoCoordinatorsInOneGroupAreCaught() {
    Simulation simulation = new Simulation(3);
    SimulatedCluster cluster = cluster(simulation, NetworkFaults.none(), ClusterConfig.lan());
    partUnseen(simulation, cluster, Duration.ofSeconds(10), Duration.ofHours(1));

    assertThatThrownBy(() -> simulation.runFor(Duration.ofMinutes(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("'one coordinator a connected group' is violated");
  }

  @Test
  void twoRingsInOneGroupAreCaught() {
    Simulation simulation = new Simulation(4);
    SimulatedCluster cluster = cluster(simulation, NetworkFaults.none(), ClusterConfig.lan());
    partUnseen(simulation, cluster, Duration.ofHours(1), Duration.ofSeconds(10));

    assertThatThrownBy(() -> simulation.runFor(Duration.ofMinutes(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("'one ring a connected group' is violated");
  }

  /** Hosts that take ten minutes to miss their coordinator follow a dead one. */
  @Test
  void anEndingWithoutCoordinatorIsCaught() {
    Simulation simulation = new Simulation(5);
    BullyConfig bully = BullyConfig.lan();
    BullyConfig patient =
        new BullyConfig(
            bully.heartbeat(),
            Duration.ofMinutes(10),
            bully.verify(),
            bully.feedback(),
            bully.claim(),
            bully.coordinator(),
            bully.join(),
            bully.preemption());
    ClusterConfig lan = ClusterConfig.lan();
    ClusterConfig config =
        new ClusterConfig(
            lan.positions(),
            lan.chord(),
            lan.failure(),
            patient,
            lan.discovery(),
            lan.store(),
            lan.seedPatience());
    SimulatedCluster cluster =
        cluster(simulation, NetworkFaults.none().withLossHintRate(0), config);
    cluster.demandUnity(Duration.ofSeconds(10), Duration.ofSeconds(30));
    cluster.hosts().get(2).crash();

    assertThatThrownBy(() -> simulation.runFor(Duration.ofMinutes(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("'a coordinator at every quiet ending' is violated");
  }

  /** Each of two parted groups has its own coordinator and ring, and while one is held up, any. */
  @Test
  void partedGroupsAndPausesAreAccepted() {
    Simulation simulation = new Simulation(6);
    SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
    SimulatedCluster cluster = new SimulatedCluster(network, ClusterConfig.lan(), 3);
    cluster.start();
    cluster.settle(Duration.ofMinutes(1));
    cluster.demandUnity(Duration.ofSeconds(10), Duration.ofSeconds(30));

    network.partition(List.of(List.of(cluster.hosts().get(2).address())));
    simulation.runFor(Duration.ofMinutes(1));
    network.heal();
    simulation.runFor(Duration.ofMinutes(1));
    cluster.hosts().get(0).pause();
    simulation.runFor(Duration.ofMinutes(1));
    cluster.hosts().get(0).resume();
    simulation.runFor(Duration.ofMinutes(1));

    assertThat(cluster.hasOneCoordinator()).isTrue();
    assertThat(cluster.isOneRing()).isTrue();
  }

  private static SimulatedCluster cluster(
      Simulation simulation, NetworkFaults faults, ClusterConfig config) {
    SimulatedNetwork network = new SimulatedNetwork(simulation, faults);
    SimulatedCluster cluster = new SimulatedCluster(network, config, 3);
    cluster.start();
    cluster.settle(Duration.ofMinutes(1));
    return cluster;
  }

  /** Parts the hosts, and demands unity as if nobody had. */
  private static void partUnseen(
      Simulation simulation, SimulatedCluster cluster, Duration coordinator, Duration ring) {
    cluster.demandUnity(new SimulatedNetwork(simulation, NetworkFaults.none()), coordinator, ring);
    cluster.network().partition(List.of(List.of(cluster.hosts().get(0).address())));
  }

  @Test
  void successorsInTheOrderOfTheCircleAreAccepted() {
    assertThat(OrderedSuccessors.isOrdered(view(50))).isTrue();
    assertThat(OrderedSuccessors.isOrdered(view(50, 60, 90, 10, 40))).isTrue();
  }

  @Test
  void successorsOutOfOrderAreCaught() {
    assertThat(OrderedSuccessors.isOrdered(view(50, 90, 60))).isFalse();
    assertThat(OrderedSuccessors.isOrdered(view(50, 60, 10, 90))).isFalse();
  }

  @Test
  void aSuccessorTwiceIsCaught() {
    assertThat(OrderedSuccessors.isOrdered(view(50, 60, 60))).isFalse();
    assertThat(OrderedSuccessors.isOrdered(view(50, 60, 90, 60))).isFalse();
  }

  @Test
  void theOwnerAmongItsSuccessorsIsCaught() {
    assertThat(OrderedSuccessors.isOrdered(view(50, 50))).isFalse();
    assertThat(OrderedSuccessors.isOrdered(view(50, 60, 50))).isFalse();
  }

  private static RingView view(long self, long... successors) {
    List<RingMember> members =
        LongStream.of(successors).mapToObj(ClusterInvariantsTest::member).toList();
    return new RingView(member(self), true, member(40), members);
  }

  private static RingMember member(long id) {
    return new RingMember(Identifier.of(id), 1, new NodeAddress("10.0.0.1", (int) id));
  }
}
