// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingView;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.sim.ring.RingInvariants;
import io.dftp.sim.ring.RingSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rings of real nodes for measurements. */
class SimulatedRingTest {

  private static final int SUCCESSORS = 6;

  @Test
  void aRunWithoutATraceIsTheSameRun() {
    SimulatedRing traced = churned(new Simulation(5));
    SimulatedRing untraced = churned(Simulation.untraced(5));

    assertThat(texts(untraced.views())).isEqualTo(texts(traced.views()));
    assertThat(untraced.simulation().events()).isEqualTo(traced.simulation().events());
    assertThat(untraced.simulation().now()).isEqualTo(traced.simulation().now());
    assertThat(untraced.simulation().traceHash()).isEqualTo(new Simulation(5).traceHash());
    assertThat(traced.simulation().traceHash()).isNotEqualTo(new Simulation(5).traceHash());
  }

  @Test
  void aRingBuiltByManyJoinsAtOnceIsIdealAndSound() {
    SimulatedRing ring = paperRing(Simulation.untraced(6));

    ring.build(200);

    RingSnapshot now = RingSnapshot.of(ring.views(), SUCCESSORS);
    assertThat(RingInvariants.violations(now)).isEmpty();
    assertThat(RingInvariants.isIdeal(now)).isTrue();
    assertThat(ring.size()).isEqualTo(200);
  }

  @Test
  void theExpectedOwnerIsTheFirstLiveMemberAtOrAfterTheKey() {
    SimulatedRing ring = paperRing(Simulation.untraced(7));
    ring.build(20);
    Identifier key = KeyHasher.hash("any");
    int owner = numberOf(ring, key);

    ring.crash(owner);

    assertThat(numberOf(ring, key)).isNotEqualTo(owner);
    assertThat(ring.members().get(0)).isEqualTo(ring.expectedOwner(ring.members().get(0).id()));
    Identifier past = ring.members().get(18).id();
    assertThat(ring.expectedOwner(past)).isEqualTo(ring.members().get(18));
  }

  @Test
  void aFrozenRingChangesNothing() {
    SimulatedRing ring = paperRing(Simulation.untraced(8));
    ring.build(20);
    List<String> before = texts(ring.views());

    ring.freeze();
    long events = ring.simulation().events();
    ring.simulation().runFor(Duration.ofHours(10));

    assertThat(texts(ring.views())).isEqualTo(before);
    // Only what was under way still happens.
    assertThat(ring.simulation().events() - events).isLessThan(200);
  }

  private static SimulatedRing churned(Simulation simulation) {
    SimulatedRing ring = paperRing(simulation);
    ring.build(25);
    ring.crash(3);
    ring.leave(11);
    ring.join(30, 4);
    ring.lookup(7, KeyHasher.hash("key"), Duration.ofMinutes(1));
    simulation.runFor(Duration.ofMinutes(5));
    return ring;
  }

  private static SimulatedRing paperRing(Simulation simulation) {
    SimulatedNetwork network =
        new SimulatedNetwork(simulation, NetworkFaults.lossy().withLossHintRate(0));
    network.setLatency(LinkLatency.exponential(Duration.ofMillis(50)));
    return new SimulatedRing(network, RingSettings.paper(SUCCESSORS));
  }

  private static int numberOf(SimulatedRing ring, Identifier key) {
    return ring.hosts().stream()
        .filter(host -> host.address().equals(ring.expectedOwner(key).address()))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private static List<String> texts(List<RingView> views) {
    return views.stream().map(RingView::toString).toList();
  }
}
