// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loop of production: one daemon thread. Safe for use by several threads. */
public final class SingleThreadEventLoop implements EventLoop, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SingleThreadEventLoop.class);

  private final ScheduledThreadPoolExecutor executor;
  private final RandomGenerator random;
  private volatile Thread thread = Thread.currentThread();

  /**
   * Starts the thread.
   *
   * @param name of the thread
   * @param random the source of chance; the loop confines it
   */
  public SingleThreadEventLoop(String name, RandomGenerator random) {
    this.random = random;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread started = new Thread(task, name);
              started.setDaemon(true);
              thread = started;
              return started;
            });
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
    try {
      executor.execute(() -> run(task));
    } catch (RejectedExecutionException closed) {
      log.trace("Dropped a task after the close", closed);
    }
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

  /** Stops after the tasks already given; timers no longer fire. */
  @Override
  public void close() {
    executor.shutdown();
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      log.error("A task of the event loop failed; the loop goes on", failure);
    }
  }
}
