// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.bully.ElectionEffect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schedule of small elections under the production step, and bugs that must be seen. */
class ElectionExplorationTest {

  @Test
  void aColdStartWithoutFaultsHasOneOutcome() {
    ElectionCheck.Result result = run(ElectionBounds.of(3, 0));

    assertThat(result.violations()).isEmpty();
    assertThat(result.complete()).isTrue();
    assertThat(result.transitions()).as("one way only").isEqualTo(result.states());
  }

  @Test
  void threeHostsBearALostOrLateOrRepeatedMessageACrashOrAResignation() {
    ElectionCheck.Result result =
        run(ElectionBounds.of(3, 1).with(Fault.HOLD, Fault.DUPLICATE, Fault.CRASH, Fault.RESIGN));

    assertThat(result.violations()).isEmpty();
    assertThat(result.complete()).isTrue();
    assertThat(result.states()).isGreaterThan(10_000);
    assertThat(result.longestUnsettled()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void twoHostsBearEveryFault() {
    ElectionCheck.Result result = run(ElectionBounds.of(2, 1));

    assertThat(result.violations()).isEmpty();
    assertThat(result.complete()).isTrue();
  }

  @Test
  void anExplorationThatIsCutShortDoesNotCallItselfComplete() {
    ElectionCheck.Result result = run(ElectionBounds.of(3, 1).withStates(100));

    assertThat(result.complete()).isFalse();
    assertThat(result.states()).isLessThanOrEqualTo(100);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void everySeededBugIsFoundWithAShortestTrace(ElectionMutant mutant) {
    ElectionCheck.Result result =
        ElectionCheck.run(mutant.bounds(), mutant.step(), (reached, expanded, many, depth) -> {});

    assertThat(result.violations()).isNotEmpty();
    assertThat(result.violations().get(0).steps()).isNotEmpty();
  }

  @Test
  void atLeastTenBugsAreSeeded() {
    assertThat(ElectionMutants.all()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(ElectionMutants.all()).extracting(ElectionMutant::name).doesNotHaveDuplicates();
  }

  @Test
  void theStepUnderTestIsTheOneThatRuns() {
    AtomicInteger steps = new AtomicInteger();
    ElectionStep counted =
        (state, event) -> {
          steps.incrementAndGet();
          return ElectionCheck.production().step(state, event);
        };

    ElectionCheck.run(ElectionBounds.of(2, 0), counted, (reached, expanded, many, depth) -> {});

    assertThat(steps.get()).isGreaterThan(20);
  }

  @Test
  void aTraceSaysWhatHappensStepByStep() {
    ElectionStep forgetful =
        (state, event) ->
            new io.dftp.runtime.Step<>(
                ElectionCheck.production().step(state, event).state(),
                ElectionCheck.production().step(state, event).effects().stream()
                    .filter(effect -> !(effect instanceof ElectionEffect.Persist))
                    .toList());

    String trace =
        ElectionCheck.run(
                ElectionBounds.of(2, 0), forgetful, (reached, expanded, many, depth) -> {})
            .violations()
            .get(0)
            .toString();

    assertThat(trace).contains("WhoIs n0>n1 arrives", "phase timer of n1 fires", "CLAIMING");
  }

  static List<ElectionMutant> mutants() {
    return ElectionMutants.all();
  }

  private static ElectionCheck.Result run(ElectionBounds bounds) {
    return ElectionCheck.run(
        bounds, ElectionCheck.production(), (reached, expanded, transitions, depth) -> {});
  }
}
