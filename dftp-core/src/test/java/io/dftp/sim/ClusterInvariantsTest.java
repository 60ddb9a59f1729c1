// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
