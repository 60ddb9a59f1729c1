// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.CallContext;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

  private final Simulation simulation = new Simulation(1);
  private final SimulatedEventLoop loop = simulation.newLoop("test");
  private final ByteBudget budget = new ByteBudget(100);

  private CallContext context() {
    return CallContext.withTimeout(loop, Duration.ofMinutes(1));
  }

  @Test
  void whoWaitsIsServedInOrderSoThatALargeOneIsNotPassedBy() {
    ByteBudget.Lease first = simulation.await(budget.acquire(80, context()), Duration.ZERO);
    CompletableFuture<ByteBudget.Lease> large = budget.acquire(50, context());
    CompletableFuture<ByteBudget.Lease> small = budget.acquire(10, context());

    assertThat(large).isNotDone();
    assertThat(small).isNotDone();
    assertThat(budget.isContended()).isTrue();

    first.release();

    assertThat(large).isCompleted();
    assertThat(small).isCompleted();
    assertThat(budget.free()).isEqualTo(40);
  }

  @Test
  void aWaiterThatIsCalledOffMakesRoomForTheNext() {
    budget.acquire(80, context());
    CallContext calledOff = context();
    CompletableFuture<ByteBudget.Lease> large = budget.acquire(50, calledOff);
    CompletableFuture<ByteBudget.Lease> small = budget.acquire(10, context());

    calledOff.cancel();

    assertThat(large).isCompletedExceptionally();
    assertThat(small).isCompleted();
  }

  @Test
  void aLeaseIsReleasedOnce() {
    ByteBudget.Lease lease = simulation.await(budget.acquire(30, context()), Duration.ZERO);

    lease.release();
    lease.release();

    assertThat(budget.free()).isEqualTo(100);
  }

  @Test
  void moreThanTheWholeCountsAsTheWhole() {
    ByteBudget.Lease lease = simulation.await(budget.acquire(1000, context()), Duration.ZERO);

    assertThat(budget.free()).isZero();
    lease.release();
    assertThat(budget.free()).isEqualTo(100);
  }
}
