// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The deadline and the cancellation of one piece of work, handed along with it down to the disk.
 *
 * <p>Any thread may ask {@link #isCancelled}; everything else is confined to the event loop. A
 * context ends by {@link #cancel}, by its deadline, with its parent, or quietly by {@link #close}
 * when its work is done; the first of these counts.
 */
public final class CallContext implements AutoCloseable {

  private final EventLoop loop;
  private final long deadlineNanos;
  private final Cancellable timer;
  private final List<Runnable> listeners = new ArrayList<>(1);
  private Cancellable parentLink = () -> {};
  private volatile boolean cancelled;
  private boolean closed;

  private CallContext(EventLoop loop, long deadlineNanos) {
    this.loop = loop;
    this.deadlineNanos = deadlineNanos;
    this.timer =
        loop.schedule(Duration.ofNanos(Math.max(0, deadlineNanos - loop.nowNanos())), this::cancel);
  }

  /** Returns a context that ends after {@code timeout} at the latest. */
  public static CallContext withTimeout(EventLoop loop, Duration timeout) {
    return new CallContext(loop, loop.nowNanos() + timeout.toNanos());
  }

  /** Returns a context for a part of this work: it ends with this one, or earlier. */
  public CallContext child(Duration timeout) {
    Duration left = remaining();
    CallContext child = withTimeout(loop, timeout.compareTo(left) < 0 ? timeout : left);
    child.parentLink = onCancelled(child::cancel);
    return child;
  }

  /** Returns the time left, zero or more. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - loop.nowNanos()));
  }

  /** Says whether the result is no longer wanted. Any thread may ask. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Calls the work off and tells the listeners, once. */
  public void cancel() {
    if (cancelled || closed) {
      return;
    }
    cancelled = true;
    release();
    List<Runnable> told = List.copyOf(listeners);
    listeners.clear();
    told.forEach(Runnable::run);
  }

  /** Ends the context because the work is done; listeners are not told. */
  @Override
  public void close() {
    if (!cancelled && !closed) {
      closed = true;
      release();
      listeners.clear();
    }
  }

  /**
   * Runs the task when the work is called off; at once if it is already.
   *
   * @return takes the task back
   */
  public Cancellable onCancelled(Runnable task) {
    if (cancelled) {
      task.run();
      return () -> {};
    }
    if (closed) {
      return () -> {};
    }
    listeners.add(task);
    return () -> listeners.remove(task);
  }

  private void release() {
    timer.cancel();
    parentLink.cancel();
  }
}
