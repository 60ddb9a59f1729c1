// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingStep;
import io.dftp.sim.explore.StateInvariant;
import io.dftp.sim.explore.Transitions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A ring that begins with one host and grows through two, three and more, outside the assumptions
 * of the proof, which ask for r+1 members from the first moment on. That there are fewer principals
 * than r+1 counts as broken only where there are members enough.
 */
final class GrowingWorld extends DerivedWorld {

  private final int successors;

  /**
   * Creates a world.
   *
   * @param keepSuccessor whether no failure leaves another member without a live successor
   */
  GrowingWorld(RingStep step, int ids, int successors, boolean keepSuccessor) {
    super(
        new AtomicRingWorld(
            step, ids, successors, new RingAssumptions(keepSuccessor, false, 0, true)));
    this.successors = successors;
  }

  @Override
  public List<AtomicState> initialStates() {
    return ImmutableList.of(moves().ideal(List.of(0)));
  }

  @Override
  public void expand(AtomicState ring, Transitions<AtomicState> into) {
    base()
        .expand(
            ring,
            new Transitions<AtomicState>() {
              @Override
              public void to(AtomicState next, Supplier<String> label) {
                if (moves().live(next) != 0) {
                  into.to(next, label);
                }
              }

              @Override
              public void broken(String property, Supplier<String> detail, Supplier<String> label) {
                // That principals are lost is a consequence of what the states show.
                if (!property.equals("LossOfPrincipal")) {
                  into.broken(property, detail, label);
                }
              }
            });
  }

  @Override
  public List<StateInvariant<AtomicState>> invariants() {
    return super.invariants().stream()
        .<StateInvariant<AtomicState>>map(InLargeRings::new)
        .collect(ImmutableList.toImmutableList());
  }

  private final class InLargeRings implements StateInvariant<AtomicState> {

    private final StateInvariant<AtomicState> invariant;

    InLargeRings(StateInvariant<AtomicState> invariant) {
      this.invariant = invariant;
    }

    @Override
    public String name() {
      return invariant.name();
    }

    @Override
    public Optional<String> violation(AtomicState ring) {
      boolean small = Long.bitCount(moves().live(ring)) <= successors;
      return small && name().equals(RingInvariant.SUFFICIENT_PRINCIPALS.title())
          ? Optional.empty()
          : invariant.violation(ring);
    }
  }
}
