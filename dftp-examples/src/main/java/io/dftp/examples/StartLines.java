// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a node that takes long to start does, for the one who waits: a line on the error stream for
 * what goes on since {@link #QUIET}, and the next one not before {@link #PAUSE} has passed. A start
 * that is fast says nothing.
 *
 * <p>Safe for use by several threads; a thread of its own writes.
 */
final class StartLines implements AutoCloseable {

  static final Duration QUIET = Duration.ofSeconds(2);
  static final Duration PAUSE = Duration.ofSeconds(4);

  private static final long LOOK_MILLIS = 250;

  private final PrintWriter err;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "start-lines");
            thread.setDaemon(true);
            return thread;
          });
  private final long begun;
  private volatile String now = "";

  /** Confined to the writer. */
  private String told = "";

  /** Confined to the writer. */
  private long toldNanos;

  StartLines(PrintWriter err) {
    this(err, System.nanoTime());
    writer.scheduleWithFixedDelay(
        () -> look(System.nanoTime()), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Creates one that writes only when it is told to {@link #look}. */
  StartLines(PrintWriter err, long begun) {
    this.err = err;
    this.begun = begun;
    this.toldNanos = begun;
  }

  /** Takes note of what goes on from now on. */
  void doing(String what) {
    now = what;
  }

  /** Writes what goes on, if it is time and it was not told. */
  void look(long nanos) {
    String what = now;
    Duration pause = told.isEmpty() ? QUIET : PAUSE;
    if (what.equals(told) || nanos - toldNanos < pause.toNanos()) {
      return;
    }
    told = what;
    toldNanos = nanos;
    err.println("dftp: " + what + " (" + TimeUnit.NANOSECONDS.toSeconds(nanos - begun) + " s)");
    err.flush();
  }

  /** Says nothing any more. */
  @Override
  public void close() {
    writer.shutdownNow();
  }
}
