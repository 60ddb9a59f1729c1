// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallContextTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Simulation simulation = new Simulation(1);
  private final SimulatedEventLoop loop = simulation.newLoop("loop");
  private final CallContext context = CallContext.withTimeout(loop, SECOND);
  private final List<String> told = new ArrayList<>();

  @Test
  void endsAtItsDeadline() {
    context.onCancelled(() -> told.add("told"));
    simulation.runFor(SECOND.minusNanos(1));
    assertThat(context.isCancelled()).isFalse();
    assertThat(context.remaining()).isEqualTo(Duration.ofNanos(1));

    simulation.runFor(Duration.ofNanos(1));

    assertThat(context.isCancelled()).isTrue();
    assertThat(context.remaining()).isZero();
    assertThat(told).containsExactly("told");
  }

  @Test
  void tellsOnceInTheOrderOfRegistration() {
    context.onCancelled(() -> told.add("first"));
    context.onCancelled(() -> told.add("second"));

    context.cancel();
    context.cancel();
    simulation.runFor(SECOND.multipliedBy(2));

    assertThat(told).containsExactly("first", "second");
  }

  @Test
  void tellsAtOnceWhenItIsOver() {
    context.cancel();

    context.onCancelled(() -> told.add("told"));

    assertThat(told).containsExactly("told");
  }

  @Test
  void doesNotTellWhoTookItBack() {
    Cancellable first = context.onCancelled(() -> told.add("first"));
    context.onCancelled(() -> told.add("second"));

    first.cancel();
    context.cancel();

    assertThat(told).containsExactly("second");
  }

  @Test
  void aClosedContextIsQuiet() {
    context.onCancelled(() -> told.add("told"));

    context.close();
    context.cancel();
    simulation.runFor(SECOND.multipliedBy(2));
    context.onCancelled(() -> told.add("late"));

    assertThat(context.isCancelled()).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void aChildEndsWithItsParent() {
    CallContext child = context.child(Duration.ofHours(1));
    assertThat(child.remaining()).isEqualTo(SECOND);

    context.cancel();

    assertThat(child.isCancelled()).isTrue();
  }

  @Test
  void aChildMayEndEarlierAndItsParentGoesOn() {
    CallContext child = context.child(Duration.ofMillis(10));

    simulation.runFor(Duration.ofMillis(10));

    assertThat(child.isCancelled()).isTrue();
    assertThat(context.isCancelled()).isFalse();
  }

  @Test
  void aChildOfACancelledContextIsCancelled() {
    context.cancel();

    assertThat(context.child(SECOND).isCancelled()).isTrue();
  }

  @Test
  void aClosedContextLeavesNoTimer() {
    CallContext child = context.child(SECOND);

    child.close();
    context.close();

    assertThat(simulation.step()).isFalse();
  }
}
