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

  @Property(tries = 500)
  void theInvariantsHoldAndTheRingBecomesIdealWithTwoSuccessors(@ForAll long seed) {
    assertRight(seed, 2, 6);
  }

  @Property(tries = 60)
  void theInvariantsHoldAndTheRingBecomesIdealWithFourSuccessors(@ForAll long seed) {
    assertRight(seed, 4, 12);
  }

  /**
   * The shortest trace that needs the look at a nearer successor: two members fail between the
   * moment when 2 hears of 3 and the moment when it would adopt it.
   */
  @Example
  void aStabilizeThatAdoptsWithoutAskingIsCaught() {
    assertThat(twoFailuresBeforeAnAdoption(RingProtocol::step)).isEmpty();
    assertThat(twoFailuresBeforeAnAdoption(RingProtocolProperties::adoptUnasked))
        .hasValueSatisfying(violation -> assertThat(violation).startsWith("OneLiveSuccessor 2"));
  }

  @Example
  void aJoinThatSkipsAMemberIsCaught() {
    assertThat(firstViolation(RingProtocolProperties::joinSkipping)).isPresent();
  }

  private static Optional<String> twoFailuresBeforeAnAdoption(
      BiFunction<RingState, RingEvent, Step<RingState, RingEffect>> step) {
    AtomicRing ring = new AtomicRing(step, 2, List.of(0, 1, 2));
    ring.join(3);
    ring.join(4, ring.at(3));
    ring.stabilize(ring.at(4));
    ring.deliver(ring.at(0));
    ring.stabilize(ring.at(2));
    ring.stabilize(ring.at(2));
    ring.stabilize(ring.at(2));
    assertThat(ring.violation()).isEmpty();
    assertThat(ring.state(ring.at(2)).phase())
        .isInstanceOfSatisfying(
            AskingPredecessor.class,
            asking -> assertThat(asking.candidate()).isEqualTo(ring.at(3)));
    assertThat(ring.fail(ring.at(3))).isTrue();
    assertThat(ring.fail(ring.at(4))).isTrue();
    assertThat(ring.violation()).isEmpty();

    ring.stabilize(ring.at(2));

    return ring.violation();
  }

  private static Optional<String> firstViolation(
      BiFunction<RingState, RingEvent, Step<RingState, RingEffect>> mutant) {
    for (long seed = 0; seed < 500; seed++) {
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

  /** The published protocol: the successor's predecessor is adopted whether it answers or not. */
  private static Step<RingState, RingEffect> adoptUnasked(RingState state, RingEvent event) {
    if (event instanceof RingEvent.Gone
        && state.phase() instanceof AskingPredecessor asking
        && !state.successors().entries().isEmpty()) {
      SuccessorList list = state.successors();
      return Step.of(
          state.with(list.learnedFrom(asking.candidate(), list.entries())).with(new Idle()),
          new Notify(asking.candidate()));
    }
    return RingProtocol.step(state, event);
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
