// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes promises durable, one at a time, and does not wait for ever: a write that hangs is reported
 * as stalled, and once more when it ends. Confined to the event loop.
 */
final class PromiseWriter {

  /** Hears how writes end. */
  interface Listener {
    /** In time, and durable. */
    void written();

    /** It may or may not be durable; also after {@link #stalled}. */
    void failed(Throwable failure);

    /** It has not ended in time. */
    void stalled();

    /** The one that had stalled is durable. */
    void recovered();
  }

  private final EventLoop loop;
  private final DurableCell cell;
  private final Duration atMost;
  private final Listener listener;
  private Cancellable deadline = () -> {};
  private boolean writing;
  private boolean stalled;

  PromiseWriter(EventLoop loop, DurableCell cell, Duration atMost, Listener listener) {
    this.loop = loop;
    this.cell = cell;
    this.atMost = atMost;
    this.listener = listener;
  }

  void write(ElectionRecord record) {
    assert !writing : "a promise is being written";
    writing = true;
    stalled = false;
    deadline = loop.schedule(atMost, this::timeUp);
    cell.write(record.toBytes()).whenComplete((done, failure) -> ended(failure));
  }

  void close() {
    deadline.cancel();
  }

  private void timeUp() {
    stalled = true;
    listener.stalled();
  }

  private void ended(@Nullable Throwable failure) {
    writing = false;
    deadline.cancel();
    if (failure != null) {
      listener.failed(failure);
    } else if (stalled) {
      listener.recovered();
    } else {
      listener.written();
    }
  }
}
