// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.sim.ring.RingInvariant;
import io.dftp.sim.ring.RingInvariants;
import io.dftp.sim.ring.RingSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules see a broken ring, in the event that breaks it, and refuse what makes no sense. */
class RingRulesTest {

  private final List<RingView> views = new ArrayList<>();
  private final RingRules rules = new RingRules(() -> List.copyOf(views), 2, RingRules.LOCAL);

  @Test
  void aListOutOfOrderIsNamedWithItsRule() {
    views.add(view(10, 20, 30));
    assertThat(rules.check()).isEmpty();

    views.set(0, view(10, 30, 20));

    assertThat(rules.check())
        .hasValueSatisfying(text -> assertThat(text).startsWith("OrderedSuccessorLists: "));
    assertThat(rules.name()).isEqualTo("NoDuplicates, OrderedSuccessorLists");
  }

  @Test
  void theRunFailsInTheEventThatBreaksTheRule() {
    Simulation simulation = new Simulation(5);
    simulation.addInvariant(rules);
    simulation.schedule(Duration.ofSeconds(1), () -> views.add(view(10, 20, 30)));
    simulation.schedule(Duration.ofSeconds(2), () -> views.set(0, view(10, 20, 20)));
    simulation.schedule(Duration.ofSeconds(3), () -> views.set(0, view(10, 20, 30)));

    assertThatThrownBy(() -> simulation.runFor(Duration.ofSeconds(5)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("NoDuplicates: ")
        .hasMessageContaining("seed 5, time PT2S");
  }

  @Test
  void whatAViewOfASmallRingBreaksIsOnlyLookedAtWhenAsked() {
    views.add(view(10));

    RingRules all = new RingRules(() -> views, 2, List.of(RingInvariant.values()));

    assertThat(rules.check()).isEmpty();
    assertThat(all.check())
        .hasValueSatisfying(text -> assertThat(text).startsWith("SufficientPrincipals: 1 "));
  }

  @Test
  void nobodyIsNoRing() {
    RingSnapshot nobody = RingSnapshot.of(List.of(), 2);

    assertThat(rules.check()).isEmpty();
    assertThatThrownBy(() -> RingInvariants.isIdeal(nobody))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did the ring ever begin?");
    assertThatThrownBy(() -> RingInvariants.missingForIdeal(nobody))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did the ring ever begin?");
    assertThat(RingInvariants.firstViolation(nobody))
        .hasValueSatisfying(text -> assertThat(text).contains("0 principals of 0 members"));
  }

  @Test
  void noRulesAndNoSuccessorsAreRefused() {
    assertThatThrownBy(() -> new RingRules(() -> views, 2, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there must be at least one rule, such as RingRules.LOCAL");
    assertThatThrownBy(() -> new RingRules(() -> views, 0, RingRules.LOCAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("successors must be at least 1, not 0");
  }

  private static RingView view(long self, long... successors) {
    List<RingMember> list = new ArrayList<>();
    for (long successor : successors) {
      list.add(member(successor));
    }
    return new RingView(member(self), true, null, list);
  }

  private static RingMember member(long id) {
    return new RingMember(Identifier.of(id), 1, new NodeAddress("10.0.0.1", (int) id));
  }
}
