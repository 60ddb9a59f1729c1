// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingEffect.Notify;
import io.dftp.chord.RingPhase.AskingPredecessor;
import io.dftp.chord.RingPhase.Idle;
import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random interleavings of joins, failures, stabilizes and rectifies, from rings of r+1 members. */
class RingProtocolProperties {

  private static final int TRANSITIONS = 400;

  @Property(tries = 400)
  void theInvariantsHoldAndTheRingBecomesIdealWithTwoSuccessors(@ForAll long seed) {
    assertRight(seed, 2, 6);
  }

  @Property(tries = 150)
  void theInvariantsHoldAndTheRingBecomesIdealWithFourSuccessors(@ForAll long seed) {
    assertRight(seed, 4, 12);
  }

  @Example
  void aStabilizeThatAdoptsWithoutAskingIsCaught() {
    assertThat(firstViolation(RingProtocolProperties::adoptUnasked)).isPresent();
  }

  @Example
  void aJoinThatSkipsAMemberIsCaught() {
    assertThat(firstViolation(RingProtocolProperties::joinSkipping)).isPresent();
  }

  private static Optional<String> firstViolation(
      BiFunction<RingState, RingEvent, Step<RingState, RingEffect>> mutant) {
    for (long seed = 0; seed < 2000; seed++) {
      AtomicRing ring = start(mutant, 2);
      Optional<String> violation = churn(ring, new SplittableRandom(seed), 6);
      if (violation.isPresent()) {
        return violation;
      }
    }
    return Optional.empty();
  }

  private static void assertRight(long seed, int capacity, int places) {
    AtomicRing ring = start(RingProtocol::step, capacity);
    SplittableRandom random = new SplittableRandom(seed);

    assertThat(churn(ring, random, places)).as("%s", ring.trace()).isEmpty();

    // Quiet: no more joins and failures, everybody acts in turn.
    for (int round = 0; round < 12 * capacity && !ring.isIdeal(); round++) {
      for (RingMember member : ring.live()) {
        for (int i = 0; i < 3; i++) {
          ring.deliver(member);
          ring.stabilize(member);
        }
        assertThat(ring.violation()).as("%s", ring.trace()).isEmpty();
      }
    }
    assertThat(ring.isIdeal()).as("%s", ring.trace()).isTrue();
  }

  private static AtomicRing start(
      BiFunction<RingState, RingEvent, Step<RingState, RingEffect>> step, int capacity) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i <= capacity; i++) {
      places.add(2 * i);
    }
    return new AtomicRing(step, capacity, places);
  }

  private static Optional<String> churn(AtomicRing ring, SplittableRandom random, int places) {
    for (int i = 0; i < TRANSITIONS; i++) {
      List<RingMember> live = ring.live();
      RingMember member = live.get(random.nextInt(live.size()));
      int choice = random.nextInt(10);
      if (choice == 0) {
        int place = random.nextInt(places);
        if (!ring.isTaken(place)) {
          ring.join(place);
        }
      } else if (choice == 1) {
        ring.fail(member);
      } else if (choice < 7) {
        ring.stabilize(member);
      } else {
        ring.deliver(member);
      }
      Optional<String> violation = ring.violation();
      if (violation.isPresent()) {
        return violation;
      }
    }
    return Optional.empty();
  }

  /** The published protocol: the successor's predecessor is adopted without a look at it. */
  private static Step<RingState, RingEffect> adoptUnasked(RingState state, RingEvent event) {
    Step<RingState, RingEffect> step = RingProtocol.step(state, event);
    if (!(event instanceof RingEvent.StateReply)
        || !(step.state().phase() instanceof AskingPredecessor asking)) {
      return step;
    }
    RingState adopted =
        step.state()
            .with(
                step.state()
                    .successors()
                    .learnedFrom(asking.candidate(), step.state().successors().entries()))
            .with(new Idle());
    return Step.of(adopted, new Notify(asking.candidate()));
  }

  /** A join that leaves out its first successor. */
  private static Step<RingState, RingEffect> joinSkipping(RingState state, RingEvent event) {
    if (state.phase() instanceof RingPhase.Joining joining
        && event instanceof RingEvent.StateReply reply) {
      // It takes its list from the second entry on, as if it stood behind the first entry.
      List<RingMember> skipped = reply.successors().subList(1, reply.successors().size());
      return Step.of(
          state
              .with(state.successors().copyOf(skipped))
              .withPredecessor(joining.at())
              .asMember(true)
              .with(new Idle()));
    }
    return RingProtocol.step(state, event);
  }
}
