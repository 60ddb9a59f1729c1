// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.files.FileError;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way from the threads of FTP to the event loop: work starts there, its result completes there,
 * and failures become {@link FileError}s. Any thread may call.
 */
final class LoopGate {

  private final EventLoop loop;

  LoopGate(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  /** Runs the work on the loop under a context of its own. */
  <T> CompletableFuture<T> call(
      Duration timeout,
      Function<Throwable, FileError> error,
      Function<CallContext, CompletableFuture<T>> work) {
    return onLoop(
        error,
        () -> {
          CallContext context = CallContext.withTimeout(loop, timeout);
          return start(() -> work.apply(context)).whenComplete((value, failed) -> context.close());
        });
  }

  /** Runs the work on the loop. */
  <T> CompletableFuture<T> onLoop(
      Function<Throwable, FileError> error, Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () ->
            start(work)
                .whenComplete(
                    (value, failure) -> {
                      if (failure == null) {
                        result.complete(value);
                      } else {
                        result.completeExceptionally(error.apply(failure));
                      }
                    }));
    return result;
  }

  private static <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }
}
