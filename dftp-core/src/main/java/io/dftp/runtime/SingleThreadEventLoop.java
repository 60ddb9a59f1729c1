// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loop of production: one daemon thread. Safe for use by several threads.
 *
 * <p>Who waits on it for the result of a {@link #call} is refused, and when it is closed, every
 * call whose result is still open fails.
 */
public final class SingleThreadEventLoop implements EventLoop, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SingleThreadEventLoop.class);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;
  private final Set<CompletableFuture<?>> openCalls = ConcurrentHashMap.newKeySet();
  private final RandomGenerator random;
  private volatile Thread thread = Thread.currentThread();

  /**
   * Starts the thread.
   *
   * @param name of the thread
   * @param random the source of chance; the loop confines it
   */
  public SingleThreadEventLoop(String name, RandomGenerator random) {
    this.name = name;
    this.random = random;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread started = new Thread(task, name);
              started.setDaemon(true);
              thread = started;
              return started;
            }) {
          @Override
          protected void terminated() {
            openCalls.forEach(
                call -> call.completeExceptionally(closed(Outcome.MAY_HAVE_HAPPENED)));
          }
        };
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.prestartAllCoreThreads();
  }

  @Override
  public long nowNanos() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    if (!isTaken(task)) {
      log.trace("Dropped a task after the close of {}", name);
    }
  }

  @Override
  @SuppressWarnings("CollectionUndefinedEquality") // Each is equal to itself alone, as is meant.
  public <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new LoopCall<>(this);
    // Known before the task is taken, so that a close in between finds it.
    openCalls.add(result);
    result.whenComplete((value, failure) -> openCalls.remove(result));
    if (!isTaken(() -> LoopCall.run(work, result))) {
      result.completeExceptionally(closed(Outcome.DID_NOT_HAPPEN));
    }
    return result;
  }

  private boolean isTaken(Runnable task) {
    try {
      executor.execute(() -> run(task));
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  private CancelledException closed(Outcome outcome) {
    return new CancelledException(outcome, "the event loop " + name + " is closed");
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> timer =
          executor.schedule(() -> run(task), Math.max(0, delay.toNanos()), NANOSECONDS);
      return () -> timer.cancel(false);
    } catch (RejectedExecutionException closed) {
      log.trace("Dropped a timer after the close", closed);
      return () -> {};
    }
  }

  @Override
  public boolean inEventLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /**
   * Stops after the tasks already given; timers no longer fire. Calls whose results do not come of
   * those tasks fail. Any thread may call, again and again.
   */
  @Override
  public void close() {
    executor.shutdown();
  }

  @Override
  public String toString() {
    return "event loop " + name;
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      log.error("A task of the event loop failed; the loop goes on", failure);
    }
  }
}
