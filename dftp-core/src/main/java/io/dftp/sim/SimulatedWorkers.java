// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import io.dftp.runtime.Workers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Workers in virtual time. The work counts as running outside the event loop, so that what it may
 * not touch can tell.
 */
public final class SimulatedWorkers implements Workers {

  /** How much work may wait; more is refused. */
  private static final int MAX_WAITING = 1024;

  private final SimulatedEventLoop loop;
  private final SimulatedEventLoop elsewhere;
  private final Duration latency;
  private int waiting;

  /**
   * Creates the workers of a process.
   *
   * @param latency how long each piece of work takes
   */
  public SimulatedWorkers(SimulatedEventLoop loop, Duration latency) {
    this.loop = loop;
    this.elsewhere = loop.simulation().newLoop("a worker of " + loop.name());
    this.latency = latency;
  }

  @Override
  public <T> CompletableFuture<T> submit(CallContext context, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (waiting >= MAX_WAITING) {
      result.completeExceptionally(
          new OverloadedException("all workers are busy and their queue is full"));
      return result;
    }
    waiting++;
    loop.simulation()
        .enqueue(
            latency.toNanos(),
            null,
            "work",
            () -> loop.run("work", () -> run(context, work, result)));
    return result;
  }

  private <T> void run(CallContext context, Callable<T> work, CompletableFuture<T> result) {
    waiting--;
    if (context.isCancelled()) {
      result.completeExceptionally(
          new CancelledException(Outcome.DID_NOT_HAPPEN, "called off before it began"));
      return;
    }
    // Completed after the work, on the loop again.
    Runnable[] end = new Runnable[1];
    loop.simulation()
        .runAs(
            elsewhere,
            () -> {
              try {
                T value = work.call();
                end[0] = () -> result.complete(value);
              } catch (Exception failure) {
                end[0] = () -> result.completeExceptionally(failure);
              }
            });
    end[0].run();
  }
}
