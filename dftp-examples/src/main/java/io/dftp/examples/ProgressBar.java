// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The progress of one transfer: a bar that moves on a terminal, one line at the end elsewhere.
 *
 * <p>Used by one thread.
 */
final class ProgressBar {

  /** Makes a line of 79 characters, which a terminal of 80 columns does not wrap. */
  private static final int WIDTH = 13;

  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double MEBIBYTE = 1024.0 * 1024.0;

  private final PrintWriter out;
  private final boolean moving;
  private final String label;
  private final long totalBytes;
  private final long begun;
  private long doneBytes;
  private long drawn;

  /**
   * Begins at zero.
   *
   * @param moving whether the output is a terminal that obeys a carriage return
   * @param now nanoseconds of any clock that {@link #add} and {@link #finish} use too
   */
  ProgressBar(PrintWriter out, boolean moving, String label, long totalBytes, long now) {
    this.out = out;
    this.moving = moving;
    this.label = label;
    this.totalBytes = totalBytes;
    begun = now;
    drawn = now;
  }

  /** Returns whether standard output is a terminal that obeys a carriage return. */
  static boolean isTerminal() {
    return !"dumb".equals(System.getenv("TERM")) && Terminal.console().isPresent();
  }

  /** Adds bytes that have gone through. */
  void add(long bytes, long now) {
    doneBytes += bytes;
    if (moving && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      out.print("\r" + line(now));
      out.flush();
    }
  }

  /** Ends the line. */
  void finish(long now) {
    out.println((moving ? "\r" : "") + line(now));
    out.flush();
  }

  private String line(long now) {
    double part = totalBytes == 0 ? 1 : Math.min(1, (double) doneBytes / totalBytes);
    double seconds = Math.max((now - begun) / 1e9, 1e-3);
    int full = (int) (part * WIDTH);
    return String.format(
        Locale.ROOT,
        "  %-22s [%s%s] %3d %%  %5.1f MiB %5.1f s %6.1f MiB/s",
        label,
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        (int) (part * 100),
        doneBytes / MEBIBYTE,
        seconds,
        doneBytes / MEBIBYTE / seconds);
  }
}
