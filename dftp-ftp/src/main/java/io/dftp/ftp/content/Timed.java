// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.CallContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Gives one step of a long transfer a deadline of its own. */
final class Timed {

  /** How long one block may take; a transfer that makes no step in this time has failed. */
  static final Duration STEP = Duration.ofSeconds(25);

  private Timed() {}

  static <T> CompletableFuture<T> step(
      CallContext transfer, Function<CallContext, CompletableFuture<T>> work) {
    CallContext step = transfer.child(STEP);
    try {
      return work.apply(step).whenComplete((value, failure) -> step.close());
    } catch (RuntimeException failure) {
      step.close();
      return CompletableFuture.failedFuture(failure);
    }
  }
}
