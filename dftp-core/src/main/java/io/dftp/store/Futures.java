// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Small compositions of futures that complete on the event loop. */
final class Futures {

  private Futures() {}

  static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  /** Starts the work; what it throws fails the result. */
  static <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Returns the failure itself, without the wrapping that composition puts around it. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Passes the end of one future on to another. */
  static <T> void pass(CompletableFuture<T> from, CompletableFuture<T> to) {
    from.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(cause(failure));
          }
        });
  }

  /** Returns a future of its own that fails when the context ends before the work does. */
  static <T> CompletableFuture<T> within(CallContext context, CompletableFuture<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Cancellable link =
        context.onCancelled(
            () ->
                result.completeExceptionally(
                    new CancelledException(
                        Outcome.MAY_HAVE_HAPPENED, "the deadline passed before the end")));
    pass(work, result);
    result.whenComplete((value, failure) -> link.cancel());
    return result;
  }

  /**
   * Runs the work for all of the list, a bounded number of them at once; an item that fails does
   * not hold up the others.
   */
  static <T> CompletableFuture<Void> forEach(
      List<T> items, int atOnce, Function<T, CompletableFuture<?>> work) {
    return new Fan<>(items, work).start(atOnce);
  }

  /** Runs the work for one after the other; what fails ends it. */
  static <T> CompletableFuture<Void> inTurn(
      List<T> items, Function<T, CompletableFuture<Void>> work) {
    CompletableFuture<Void> done = done();
    for (T item : items) {
      done = done.thenCompose(before -> work.apply(item));
    }
    return done;
  }

  private static final class Fan<T> {
    private final List<T> items;
    private final Function<T, CompletableFuture<?>> work;
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private int next;
    private int running;
    private int room;
    private boolean pumping;

    Fan(List<T> items, Function<T, CompletableFuture<?>> work) {
      this.items = items;
      this.work = work;
    }

    CompletableFuture<Void> start(int atOnce) {
      room = atOnce;
      pump();
      return result;
    }

    /** A loop, not a recursion, so that work that ends at once costs no stack. */
    private void pump() {
      if (pumping) {
        return;
      }
      pumping = true;
      while (next < items.size() && running < room) {
        T item = items.get(next++);
        running++;
        Futures.<Object>start(() -> work.apply(item).thenApply(value -> value))
            .whenComplete(
                (value, failure) -> {
                  running--;
                  pump();
                });
      }
      pumping = false;
      if (next >= items.size() && running == 0) {
        result.complete(null);
      }
    }
  }
}
