// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The workers of production: a fixed number of daemon threads before a bounded queue. */
public final class WorkerPool implements Workers, AutoCloseable {

  private final EventLoop loop;
  private final ThreadPoolExecutor threads;

  /**
   * Creates the pool; its threads start with the first work.
   *
   * @param loop where results complete
   * @param name the beginning of the names of the threads
   * @param size the number of threads, 1 or more
   * @param queueLimit how much work may wait, 1 or more
   */
  public WorkerPool(EventLoop loop, String name, int size, int queueLimit) {
    this.loop = loop;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(queueLimit),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public <T> CompletableFuture<T> submit(CallContext context, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(() -> run(context, work, result));
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(
          new OverloadedException("all workers are busy and their queue is full"));
    }
    return result;
  }

  private <T> void run(CallContext context, Callable<T> work, CompletableFuture<T> result) {
    if (context.isCancelled()) {
      loop.execute(
          () ->
              result.completeExceptionally(
                  new CancelledException(Outcome.DID_NOT_HAPPEN, "called off before it began")));
      return;
    }
    try {
      T value = work.call();
      loop.execute(() -> result.complete(value));
    } catch (Exception | Error failure) {
      loop.execute(() -> result.completeExceptionally(failure));
    }
  }

  /**
   * Stops after the work already taken; it is not interrupted, because that would close its files.
   */
  @Override
  public void close() {
    threads.shutdown();
  }
}
