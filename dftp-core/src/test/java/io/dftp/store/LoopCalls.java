// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Calls from a test's thread to what is confined to a loop of another thread. */
public final class LoopCalls {

  private static final long WAIT_SECONDS = 30;

  private LoopCalls() {}

  /** Starts the operation on the loop, waits for its result, and throws its failure as it is. */
  public static <T> T call(EventLoop loop, Supplier<CompletableFuture<T>> operation) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            operation
                .get()
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
        });
    try {
      return result.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed.getCause());
    } catch (TimeoutException late) {
      throw new AssertionError("no result within " + WAIT_SECONDS + " seconds", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }
}
