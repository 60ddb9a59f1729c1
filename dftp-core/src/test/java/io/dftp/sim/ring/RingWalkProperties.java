// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingProtocol;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.Transitions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random walks through rings that are too large to be explored. */
class RingWalkProperties {

  private static final int STEPS = 400;
  private static final int ROUNDS = 40;

  @Property(tries = 150)
  void theInvariantsHoldAndTheRingSettlesWithTwoSuccessors(@ForAll long seed) {
    assertRight(seed, 7, 2);
  }

  @Property(tries = 60)
  void theInvariantsHoldAndTheRingSettlesWithFourSuccessors(@ForAll long seed) {
    assertRight(seed, 9, 4);
  }

  private static void assertRight(long seed, int ids, int successors) {
    AtomicRingWorld world =
        new AtomicRingWorld(
            RingProtocol::step, ids, successors, RingAssumptions.PROVEN.withDelayed(2));
    SplittableRandom random = new SplittableRandom(seed);
    List<AtomicState> starts = world.initialStates();
    AtomicState ring = starts.get(random.nextInt(starts.size()));

    for (int i = 0; i < STEPS; i++) {
      Choice choice = new Choice();
      world.expand(ring, choice);
      int chosen = random.nextInt(choice.next.size());
      assertSound(world, choice.next.get(chosen), () -> choice.labels.get(chosen).get());
      ring = choice.next.get(chosen);
    }

    RingRounds rounds = new RingRounds(world.moves(), RingCheck.DEFAULT_ACTS);
    for (int round = 0; round < ROUNDS && !world.isSettled(ring); round++) {
      List<AtomicState> outcomes = rounds.after(ring);
      ring = outcomes.get(random.nextInt(outcomes.size()));
      assertSound(world, ring, () -> "a round");
    }
    assertThat(world.isSettled(ring)).as(world.draw(ring)).isTrue();
  }

  private static void assertSound(AtomicRingWorld world, AtomicState ring, Supplier<String> last) {
    for (StateInvariant<AtomicState> invariant : world.invariants()) {
      assertThat(invariant.violation(ring))
          .as(() -> invariant.name() + " after " + last.get() + "\n" + world.draw(ring))
          .isEmpty();
    }
  }

  private static final class Choice implements Transitions<AtomicState> {

    private final List<AtomicState> next = new ArrayList<>();
    private final List<Supplier<String>> labels = new ArrayList<>();

    @Override
    public void to(AtomicState state, Supplier<String> label) {
      next.add(state);
      labels.add(label);
    }

    @Override
    public void broken(String property, Supplier<String> detail, Supplier<String> label) {
      throw new AssertionError(property + " " + detail.get() + " by " + label.get());
    }
  }
}
