// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A cell whose writes become durable a moment later, or fail. */
final class SlowCell implements DurableCell {

  private EventLoop loop;
  private final Duration delay;
  private byte[] value = new byte[0];
  boolean failing;
  int writes;

  SlowCell(EventLoop loop, Duration delay) {
    this.loop = loop;
    this.delay = delay;
  }

  /** Moves to the process that runs after a restart. */
  void attach(EventLoop next) {
    loop = next;
  }

  @Override
  public byte[] value() {
    return value.clone();
  }

  @Override
  public CompletableFuture<Void> write(byte[] next) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    byte[] copy = next.clone();
    loop.schedule(
        delay,
        () -> {
          writes++;
          if (failing) {
            result.completeExceptionally(new IllegalStateException("the disk failed"));
          } else {
            value = copy;
            result.complete(null);
          }
        });
    return result;
  }
}
