// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Order, time, timers and chance of one process: tasks run one after the other, never at the same
 * time, and all mutable state of a node is confined to them.
 *
 * <p>Tasks must not block. A task that throws is logged and does not stop the loop.
 */
public interface EventLoop {

  /** Returns the monotonic time in nanoseconds, from an arbitrary origin. Any thread may ask. */
  long nowNanos();

  /**
   * Runs the task after all that were given before it. Any thread may call; after a close it is
   * dropped.
   */
  void execute(Runnable task);

  /** Runs the task once, not before {@code delay} has passed. Any thread may call. */
  Cancellable schedule(Duration delay, Runnable task);

  /**
   * Starts work on this loop from any thread.
   *
   * @return completes on the loop as the work does; fails with what the work throws, and at once
   *     when a loop that can be closed was
   */
  default <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(() -> LoopCall.run(work, result));
    return result;
  }

  /** Says whether the caller runs on this loop. */
  boolean inEventLoop();

  /**
   * Refuses a call that does not come from this loop, which would break what is confined to it.
   *
   * @param called names the callee in the message
   * @throws IllegalStateException if the caller does not run on this loop
   */
  default void checkInLoop(Object called) {
    if (!inEventLoop()) {
      throw new IllegalStateException(
          called
              + " was called on thread '"
              + Thread.currentThread().getName()
              + "', but is confined to its event loop; call it through EventLoop.call or execute");
    }
  }

  /** Runs the task now if the caller is on this loop, else as {@link #execute} does. */
  default void runInLoop(Runnable task) {
    if (inEventLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** Returns the source of chance. Confined to the loop. */
  RandomGenerator random();
}
