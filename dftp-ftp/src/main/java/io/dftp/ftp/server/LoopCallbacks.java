// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the results of futures back to an event loop, and reports what fails there. */
final class LoopCallbacks {
  private static final Logger log = LoggerFactory.getLogger(LoopCallbacks.class);

  private LoopCallbacks() {}

  /**
   * Runs a callback on the event loop when a future is complete: at once if it is and this is the
   * loop. The callback gets the value or the failure.
   */
  static <T> void whenDone(
      CompletableFuture<T> future, EventLoop loop, BiConsumer<T, Throwable> callback) {
    var unused =
        future.whenComplete(
            (value, failure) -> {
              if (loop.inEventLoop()) {
                run(callback, value, failure);
                return;
              }
              try {
                loop.execute(() -> run(callback, value, failure));
              } catch (RejectedExecutionException e) {
                log.debug("A result came after the server was closed.");
              }
            });
  }

  private static <T> void run(BiConsumer<T, Throwable> callback, T value, Throwable failure) {
    try {
      callback.accept(value, failure);
    } catch (RuntimeException e) {
      log.error("A session could not take in a result.", e);
    }
  }
}
