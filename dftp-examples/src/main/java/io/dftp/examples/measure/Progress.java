// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Says on standard error that a long run goes on: one line each ten seconds, none in short runs;
 * and what is known already, for those who cannot wait for the end.
 */
final class Progress {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final String name;
  private final long begun = System.nanoTime();
  private long next = begun + EVERY_NANOS;

  Progress(PrintWriter err, String name) {
    this.err = err;
    this.name = name;
  }

  /** Says what is done, when it is time for it. */
  synchronized void report(String what, long done, long of) {
    long now = System.nanoTime();
    if (now - next < 0) {
      return;
    }
    next = now + EVERY_NANOS;
    say(what + ", " + done + " of " + of);
  }

  /** Says what was found, unless the end is near anyway. */
  synchronized void found(String what) {
    if (System.nanoTime() - begun > EVERY_NANOS) {
      say(what);
    }
  }

  private void say(String what) {
    err.printf(Locale.ROOT, "dftp sim %s: %4.0f s, %s%n", name, seconds(), what);
    err.flush();
  }

  /** Returns the seconds since the beginning. */
  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }
}
