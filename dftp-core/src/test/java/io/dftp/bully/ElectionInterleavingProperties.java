// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random interleavings of whole elections. The harness checks after each event that no epoch is led
 * twice, that no promise falls, and that granted and revoked alternate.
 */
class ElectionInterleavingProperties {

  private static final int QUIET_MILLIS = 15_000;

  @Property(tries = 150)
  void highestRankWinsAColdStart(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int size) {
    ElectionHarness group = new ElectionHarness(seed, size, ElectionHarness.production());

    group.startAll();
    group.run(2_000);

    assertThat(group.agreed(size - 1, all(size))).as(group.tail()).isTrue();
    assertThat(group.grants()).as(group.tail()).isEqualTo(1);
  }

  @Property(tries = 150)
  void aGroupUnderFaultsEndsUnderOneLeader(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 5) int size) {
    ElectionHarness group = new ElectionHarness(seed, size, ElectionHarness.production());

    endureFaults(group, seed, size);

    group.assertOneLeader(all(size));
  }

  @Property(tries = 100)
  void eachSideOfAPartitionHasOneLeaderAndTheHealedGroupTheHigher(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 5) int size) {
    ElectionHarness group = new ElectionHarness(seed, size, ElectionHarness.production());
    Set<Integer> one = new HashSet<>();
    IntStream.range(0, 1 + new Random(seed).nextInt(size - 1)).forEach(one::add);
    int[] rest = IntStream.range(0, size).filter(i -> !one.contains(i)).toArray();
    int[] first = one.stream().mapToInt(i -> i).toArray();
    group.startAll();
    group.run(3_000);

    group.separate(one);
    group.run(6_000);
    int leaderOne = group.leaderOf(first);
    int leaderTwo = group.leaderOf(rest);
    group.heal();
    group.run(3_000);

    assertThat(group.leaderOf(all(size))).isEqualTo(Math.max(leaderOne, leaderTwo));
  }

  @Property(tries = 100)
  void theCrashOfTheLeaderIsRepairedWithinTwoSeconds(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 5) int size) {
    ElectionHarness group = new ElectionHarness(seed, size, ElectionHarness.production());
    group.startAll();
    group.run(3_000 + Math.floorMod(seed, 250));

    group.crash(size - 1);
    group.run(2_000);

    assertThat(group.agreed(size - 2, all(size - 1))).as(group.tail()).isTrue();
  }

  @Property(tries = 100)
  void aResignedLeaderIsReplacedAtOnce(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int size) {
    ElectionHarness group = new ElectionHarness(seed, size, ElectionHarness.production());
    group.startAll();
    group.run(3_000);

    group.resign(size - 1);
    group.run(700);

    assertThat(group.agreed(size - 2, all(size - 1))).as(group.tail()).isTrue();
  }

  @Property(tries = 50)
  void aReturningHigherHostWaitsForTheHoldDown(@ForAll long seed) {
    ElectionHarness group = new ElectionHarness(seed, 3, ElectionHarness.production());
    group.start(0);
    group.start(1);
    group.run(2_000);
    assertThat(group.agreed(1, 0, 1)).isTrue();

    group.start(2);
    group.run(8_000);
    assertThat(group.agreed(1, 0, 1, 2)).as(group.tail()).isTrue();
    group.run(6_000);

    assertThat(group.agreed(2, 0, 1, 2)).as(group.tail()).isTrue();
  }

  @Property(tries = 50)
  void aFollowerThatCannotHearTheLeaderDethronesNobody(@ForAll long seed) {
    ElectionHarness group = new ElectionHarness(seed, 3, ElectionHarness.production());
    group.startAll();
    group.run(3_000);
    Epoch epoch = group.view(2).epoch();

    group.cut(2, 0);
    group.run(20_000);

    assertThat(group.view(2).epoch()).as(group.tail()).isEqualTo(epoch);
    assertThat(group.view(1).epoch()).isEqualTo(epoch);
  }

  // --- Planted bugs, each seen by the checks above.

  @Example
  void aHostThatYieldsToNobodyIsCaught() {
    ElectionHarness.Protocol deaf =
        (state, event) -> {
          Step<ElectionState, ElectionEffect> step =
              ElectionHarness.production().step(state, event);
          // Neither FEEDBACK nor the ELECTION or the claim of a higher host changes anything.
          ElectionReason reason = step.state().reason();
          return reason == ElectionReason.HIGHER_RANK || reason == ElectionReason.PROMISED
              ? Step.of(state)
              : step;
        };

    assertThat(seedsThatFail(deaf, this::startOneByOne)).isNotEmpty();
    assertThat(seedsThatFail(ElectionHarness.production(), this::startOneByOne)).isEmpty();
  }

  @Example
  void aRestartThatForgetsThePromiseIsCaught() {
    ElectionHarness.Protocol forgetful =
        (state, event) -> {
          Step<ElectionState, ElectionEffect> step =
              ElectionHarness.production().step(state, event);
          return new Step<>(
              step.state(),
              step.effects().stream()
                  .filter(effect -> !(effect instanceof ElectionEffect.Persist))
                  .toList());
        };

    assertThat(seedsThatFail(forgetful, this::coldStart)).isNotEmpty();
  }

  @Example
  void anEpochThatIsNotRaisedIsCaught() {
    ElectionHarness.Protocol stale =
        (state, event) -> {
          Step<ElectionState, ElectionEffect> step =
              ElectionHarness.production().step(state, event);
          if (!(step.state().phase() instanceof ElectionPhase.Leader)) {
            return step;
          }
          // Leads under the epoch that it would have without the count.
          Contender self = state.self();
          Epoch flat = new Epoch(1, self.uid(), 1);
          List<ElectionEffect> effects = new ArrayList<>();
          for (ElectionEffect effect : step.effects()) {
            effects.add(
                effect instanceof ElectionEffect.Grant ? new ElectionEffect.Grant(flat) : effect);
          }
          return new Step<>(step.state(), effects);
        };

    assertThat(seedsThatFail(stale, this::faults)).isNotEmpty();
    assertThat(seedsThatFail(ElectionHarness.production(), this::faults)).isEmpty();
  }

  @Example
  void aLeaderThatNeverStepsDownIsCaught() {
    ElectionHarness.Protocol stubborn =
        (state, event) -> {
          Step<ElectionState, ElectionEffect> step =
              ElectionHarness.production().step(state, event);
          return step.state().reason() == ElectionReason.OUTRANKED
                  && state.phase() instanceof ElectionPhase.Leader
              ? Step.of(state)
              : step;
        };

    assertThatThrownBy(
            () -> {
              ElectionHarness group = new ElectionHarness(1, 3, stubborn);
              group.startAll();
              group.run(3_000);
              group.separate(Set.of(0));
              group.run(4_000);
              group.heal();
              group.run(6_000);
              group.assertOneLeader(0, 1, 2);
            })
        .isInstanceOf(AssertionError.class);
  }

  private List<Long> seedsThatFail(ElectionHarness.Protocol protocol, Scenario scenario) {
    List<Long> failed = new ArrayList<>();
    for (long seed = 0; seed < 30; seed++) {
      try {
        scenario.run(seed, protocol);
      } catch (AssertionError caught) {
        failed.add(seed);
      }
    }
    return failed;
  }

  private void coldStart(long seed, ElectionHarness.Protocol protocol) {
    ElectionHarness group = new ElectionHarness(seed, 4, protocol);
    group.startAll();
    group.run(2_000);
    assertThat(group.agreed(3, all(4))).isTrue();
    assertThat(group.grants()).isEqualTo(1);
  }

  /** The lowest first, and each next one while the one before stands. */
  private void startOneByOne(long seed, ElectionHarness.Protocol protocol) {
    ElectionHarness group = new ElectionHarness(seed, 4, protocol);
    for (int host = 0; host < 4; host++) {
      group.start(host);
      group.run(620 + seed * 5);
    }
    group.run(3_000);
    assertThat(group.grants()).isEqualTo(1);
  }

  private void faults(long seed, ElectionHarness.Protocol protocol) {
    ElectionHarness group = new ElectionHarness(seed, 4, protocol);
    endureFaults(group, seed, 4);
    group.assertOneLeader(all(4));
  }

  /** Loss, duplicates, crashes, restarts and cuts; then quiet. */
  private static void endureFaults(ElectionHarness group, long seed, int size) {
    Random chance = new Random(~seed);
    group.faults(0.1 + 0.2 * chance.nextDouble(), 0.1);
    group.startAll();
    for (int i = 0; i < 12; i++) {
      group.run(chance.nextInt(2_500));
      int host = chance.nextInt(size);
      switch (chance.nextInt(4)) {
        case 0 -> {
          if (group.isUp(host)) {
            group.crash(host);
          }
        }
        case 1 -> {
          if (!group.isUp(host)) {
            group.start(host);
          }
        }
        case 2 -> group.cut(host, chance.nextInt(size));
        default -> group.heal();
      }
    }
    group.faults(0, 0);
    group.heal();
    for (int host = 0; host < size; host++) {
      if (!group.isUp(host)) {
        group.start(host);
      }
    }
    group.run(QUIET_MILLIS);
  }

  private static int[] all(int size) {
    return IntStream.range(0, size).toArray();
  }

  /** A run that throws an AssertionError when a check fails. */
  @FunctionalInterface
  private interface Scenario {
    void run(long seed, ElectionHarness.Protocol protocol);
  }
}
