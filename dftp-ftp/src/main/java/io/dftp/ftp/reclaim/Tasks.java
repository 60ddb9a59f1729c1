// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Work in the background: each piece within a bound, a few at once. Confined to the event loop. */
final class Tasks {

  private static final int AT_ONCE = 4;

  private final EventLoop loop;

  Tasks(EventLoop loop) {
    this.loop = loop;
  }

  /** Runs the work under a context of its own. */
  <T> CompletableFuture<T> within(
      Duration limit, Function<CallContext, CompletableFuture<T>> work) {
    CallContext context = CallContext.withTimeout(loop, limit);
    CompletableFuture<T> result;
    try {
      result = work.apply(context);
    } catch (RuntimeException failure) {
      result = CompletableFuture.failedFuture(failure);
    }
    return result.whenComplete((done, failure) -> context.close());
  }

  /** Does the work with all of them, {@value #AT_ONCE} at once. */
  <T> CompletableFuture<Void> each(Collection<T> all, Function<T, CompletableFuture<Void>> work) {
    Iterator<T> rest = List.copyOf(all).iterator();
    CompletableFuture<?>[] lanes = new CompletableFuture<?>[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++) {
      lanes[i] = lane(rest, work);
    }
    return CompletableFuture.allOf(lanes);
  }

  /** Completes after the time. */
  CompletableFuture<Void> pause(Duration time) {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    loop.schedule(time, () -> passed.complete(null));
    return passed;
  }

  private static <T> CompletableFuture<Void> lane(
      Iterator<T> rest, Function<T, CompletableFuture<Void>> work) {
    return rest.hasNext()
        ? work.apply(rest.next()).thenCompose(done -> lane(rest, work))
        : CompletableFuture.completedFuture(null);
  }
}
