// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SimulationTest {

  private static final Duration MILLI = Duration.ofMillis(1);

  private final Simulation simulation = new Simulation(42);
  private final SimulatedEventLoop loop = simulation.newLoop("a");
  private final List<String> happened = new ArrayList<>();

  private Runnable note(String what) {
    return () -> happened.add(what + "@" + simulation.now().toMillis());
  }

  @Test
  void tasksRunInOrderAndTimersAtTheirTime() {
    loop.schedule(Duration.ofMillis(5), note("timer"));
    loop.execute(note("first"));
    loop.execute(note("second"));

    simulation.runFor(Duration.ofMillis(10));

    assertThat(happened).containsExactly("first@0", "second@0", "timer@5");
    assertThat(simulation.now()).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void aCancelledTimerDoesNotFire() {
    Cancellable timer = loop.schedule(MILLI, note("timer"));

    timer.cancel();
    simulation.runFor(Duration.ofSeconds(1));

    assertThat(happened).isEmpty();
  }

  @Test
  void aCrashedProcessDoesNothingMore() {
    loop.schedule(MILLI, note("timer"));
    loop.execute(note("task"));

    loop.crash();
    loop.execute(note("later"));
    simulation.runFor(Duration.ofSeconds(1));

    assertThat(happened).isEmpty();
    assertThat(simulation.step()).isFalse();
  }

  @Test
  void aPausedProcessIsLate() {
    loop.schedule(MILLI, note("timer"));
    Cancellable cancelled = loop.schedule(MILLI, note("cancelled"));
    loop.pause();
    simulation.runFor(Duration.ofMillis(7));
    assertThat(happened).isEmpty();

    cancelled.cancel();
    loop.resume();
    simulation.runFor(MILLI);

    assertThat(happened).containsExactly("timer@7");
  }

  @Test
  void aViolatedInvariantEndsTheRunAndSaysHowToRepeatIt() {
    simulation.describe("faults", () -> "many");
    simulation.addInvariant(
        new Invariant() {
          @Override
          public String name() {
            return "nothing happens";
          }

          @Override
          public Optional<String> check() {
            return happened.isEmpty() ? Optional.empty() : Optional.of(happened.toString());
          }
        });
    loop.execute(note("something"));

    assertThatThrownBy(() -> simulation.runFor(MILLI))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("'nothing happens' is violated: [something@0]")
        .hasMessageContaining("seed 42")
        .hasMessageContaining("faults: many")
        .hasMessageContaining("task a");
  }

  @Test
  void aTaskThatThrowsEndsTheRun() {
    loop.execute(
        () -> {
          throw new IllegalStateException("broken");
        });

    assertThatThrownBy(() -> simulation.runFor(MILLI))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("broken");
  }

  @Test
  void aConditionThatIsNotReachedEndsTheRun() {
    assertThatThrownBy(() -> simulation.expect("pigs fly", () -> false, Duration.ofHours(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("pigs fly");
    assertThat(simulation.now()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void timeThatStandsStillEndsTheRun() {
    Runnable[] again = new Runnable[1];
    again[0] = () -> loop.execute(again[0]);
    loop.execute(again[0]);

    assertThatThrownBy(() -> simulation.runFor(MILLI)).hasMessageContaining("time stands still");
  }

  @Test
  void processesMayNotActForEachOther() {
    SimulatedEventLoop other = simulation.newLoop("b");
    loop.execute(
        () -> {
          assertThat(loop.inEventLoop()).isTrue();
          assertThat(other.inEventLoop()).isFalse();
          happened.add("asked");
        });

    simulation.runFor(MILLI);

    assertThat(happened).containsExactly("asked");
  }

  @Test
  void workRunsOutsideTheLoopAndCompletesOnIt() {
    SimulatedWorkers workers = new SimulatedWorkers(loop, MILLI);
    CallContext context = CallContext.withTimeout(loop, Duration.ofSeconds(1));
    CompletableFuture<Boolean> inside =
        workers
            .submit(context, loop::inEventLoop)
            .thenApply(
                onLoop -> {
                  happened.add("completed on the loop: " + loop.inEventLoop());
                  return onLoop;
                });

    assertThat(simulation.await(inside, Duration.ofSeconds(1))).isFalse();
    assertThat(happened).containsExactly("completed on the loop: true");
  }

  @Test
  void workThatWasCalledOffDoesNotBegin() {
    SimulatedWorkers workers = new SimulatedWorkers(loop, MILLI);
    CallContext context = CallContext.withTimeout(loop, Duration.ofSeconds(1));
    CompletableFuture<Boolean> work = workers.submit(context, () -> happened.add("worked"));

    context.cancel();

    assertThatThrownBy(() -> simulation.await(work, Duration.ofSeconds(1)))
        .hasMessageContaining("called off");
    assertThat(happened).isEmpty();
  }

  @Test
  void aSkewedClockIsAheadAndTheLoopIsNot() {
    SimulatedWallClock clock = new SimulatedWallClock(simulation);
    java.time.Instant before = clock.now();

    clock.setSkew(Duration.ofDays(-1));
    simulation.runFor(Duration.ofHours(1));

    assertThat(Duration.between(before, clock.now())).isEqualTo(Duration.ofHours(-23));
    assertThat(loop.nowNanos()).isEqualTo(Duration.ofHours(1).toNanos());
  }

  @Test
  void chanceDependsOnSeedAndNameAlone() {
    long first = simulation.random("x").nextLong();

    assertThat(simulation.random("y").nextLong()).isNotEqualTo(first);
    assertThat(new Simulation(42).random("x").nextLong()).isEqualTo(first);
    assertThat(new Simulation(43).random("x").nextLong()).isNotEqualTo(first);
  }
}
