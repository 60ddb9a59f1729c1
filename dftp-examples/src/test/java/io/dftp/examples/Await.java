// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for what other processes do: asks again and again, with a bound.
 *
 * <p>The bounds are those of an idle machine with two cores. On a busy one everything takes longer,
 * which says nothing about the program, so they are multiplied by the system property {@code
 * dftp.slowness}, 3 by default; with 1 the tests check the bounds as they stand.
 */
final class Await {

  private static final long BETWEEN_TRIES_MILLIS = 100;
  private static final int SLOWNESS = Integer.getInteger("dftp.slowness", 3);

  private Await() {}

  /** What has to hold in the end; throws while it does not. */
  interface Check {
    void run() throws Exception;
  }

  /** What it waits for will not happen any more. */
  static final class InVain extends AssertionError {

    private static final long serialVersionUID = 1;

    InVain(String why) {
      super(why);
    }
  }

  /**
   * Runs the check until it throws nothing.
   *
   * @throws AssertionError with the last failure, when the time is over
   */
  static void passes(String what, Duration within, Check check) {
    value(
        what,
        within,
        () -> {
          check.run();
          return true;
        });
  }

  /** Returns the bound for this machine. */
  static Duration bound(Duration onAnIdleMachine) {
    return onAnIdleMachine.multipliedBy(SLOWNESS);
  }

  /** Runs the supplier until it throws nothing, and returns what it gave. */
  static <T> T value(String what, Duration within, Callable<T> supplier) {
    long begun = System.nanoTime();
    while (true) {
      try {
        return supplier.call();
      } catch (InVain failure) {
        throw failure;
      } catch (Exception | AssertionError failure) {
        if (System.nanoTime() - begun > bound(within).toNanos()) {
          // Whoever reads a summary of tests sees the message alone.
          throw new AssertionError(
              "not within " + bound(within) + ": " + what + ": " + failure, failure);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      boolean never = new CountDownLatch(1).await(BETWEEN_TRIES_MILLIS, TimeUnit.MILLISECONDS);
      assert !never;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
