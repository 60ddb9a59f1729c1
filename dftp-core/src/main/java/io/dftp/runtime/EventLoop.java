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
   * @return completes on the loop as the work does; fails with what the work throws
   */
  default <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(
        () -> {
          try {
            work.get()
                .whenComplete(
                    (value, failure) -> {
                      if (failure == null) {
                        result.complete(value);
                      } else {
                        result.completeExceptionally(failure);
                      }
                    });
          } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  /** Says whether the caller runs on this loop. */
  boolean inEventLoop();

  /** Returns the source of chance. Confined to the loop. */
  RandomGenerator random();
}
