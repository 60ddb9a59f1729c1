// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The result of work on an event loop. Waiting for it there would wait for ever, because nothing
 * else runs meanwhile, so that is refused.
 */
final class LoopCall<T> extends CompletableFuture<T> {

  private final EventLoop loop;

  LoopCall(EventLoop loop) {
    this.loop = loop;
  }

  /** Does the work, and hands its end to the result. */
  static <T> void run(Supplier<CompletableFuture<T>> work, CompletableFuture<T> result) {
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
    } catch (RuntimeException | Error failure) {
      result.completeExceptionally(failure);
    }
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new LoopCall<>(loop);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    checkMayWait();
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    checkMayWait();
    return super.get(timeout, unit);
  }

  @Override
  public T join() {
    checkMayWait();
    return super.join();
  }

  private void checkMayWait() {
    if (!isDone() && loop.inEventLoop()) {
      throw new IllegalStateException(
          "waited on the event loop for its own work, which would never end; use thenApply or"
              + " whenComplete there, and wait on another thread");
    }
  }
}
