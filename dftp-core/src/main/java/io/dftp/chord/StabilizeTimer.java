// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import java.time.Duration;

/**
 * When a position stabilizes next: once a period, with jitter, and sooner when there is a reason.
 * Confined to the event loop.
 */
final class StabilizeTimer {

  private final EventLoop loop;
  private final Duration period;
  private final Runnable round;
  private Cancellable timer = () -> {};
  private long dueNanos;
  private boolean stopped;

  StabilizeTimer(EventLoop loop, Duration period, Runnable round) {
    this.loop = loop;
    this.period = period;
    this.round = round;
  }

  void start() {
    next(true);
  }

  /** Begins no round any more. */
  void stop() {
    stopped = true;
    timer.cancel();
  }

  /** Arms for the next round: after a period, or sooner if this one could not begin. */
  void next(boolean begins) {
    arm(begins ? jittered(period) : retryDelay());
  }

  /** Wants a round at once. */
  void now() {
    sooner(Duration.ZERO);
  }

  /** Wants a round in a moment, since something has changed. */
  void soon() {
    sooner(jittered(period.dividedBy(25)));
  }

  /** Wants another round, since the last one found somebody busy. */
  void retry() {
    sooner(retryDelay());
  }

  /** Returns how long to wait for one that is busy. */
  Duration retryDelay() {
    // Spread widely: those who were busy with each other must not meet again.
    double share = 0.02 + 0.2 * loop.random().nextDouble();
    return Duration.ofNanos((long) (period.toNanos() * share));
  }

  private void sooner(Duration delay) {
    if (loop.nowNanos() + delay.toNanos() - dueNanos < 0) {
      arm(delay);
    }
  }

  private void arm(Duration delay) {
    if (stopped) {
      return;
    }
    timer.cancel();
    dueNanos = loop.nowNanos() + delay.toNanos();
    timer = loop.schedule(delay, round);
  }

  private Duration jittered(Duration duration) {
    return Duration.ofNanos(
        (long) (duration.toNanos() * (0.75 + 0.5 * loop.random().nextDouble())));
  }
}
