// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The operations of one kind that a disk has been given, and for how long none of them has ended.
 * Work that waits long behind other work is no sign of a silent disk. Confined to the event loop.
 */
final class DiskLane {

  private final Map<Long, CompletableFuture<?>> waiting = new LinkedHashMap<>();
  private final Consumer<Optional<Throwable>> whenEnded;
  private long given;
  private int underWay;
  private long silentNanos;

  /**
   * Creates one with nothing under way.
   *
   * @param whenEnded is told how each operation ended, before its result is known
   */
  DiskLane(Consumer<Optional<Throwable>> whenEnded) {
    this.whenEnded = whenEnded;
  }

  /** Gives the disk an operation. */
  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> operation) {
    CompletableFuture<T> result = new CompletableFuture<>();
    long number = given++;
    waiting.put(number, result);
    underWay++;
    Futures.start(operation)
        .whenComplete(
            (value, failure) -> {
              underWay--;
              silentNanos = 0;
              waiting.remove(number);
              Optional<Throwable> cause = Optional.ofNullable(failure).map(Futures::cause);
              whenEnded.accept(cause);
              cause.ifPresentOrElse(result::completeExceptionally, () -> result.complete(value));
            });
    return result;
  }

  boolean isBusy() {
    return underWay > 0;
  }

  /** Notes that time has passed. */
  void passed(long nanos) {
    silentNanos = isBusy() ? silentNanos + nanos : 0;
  }

  /** Returns for how long operations have been under way and none has ended. */
  long silentNanos() {
    return silentNanos;
  }

  /** Lets nobody wait any more for what is under way. */
  void giveUp(RuntimeException failure) {
    List<CompletableFuture<?>> given = List.copyOf(waiting.values());
    waiting.clear();
    given.forEach(each -> each.completeExceptionally(failure));
  }
}
