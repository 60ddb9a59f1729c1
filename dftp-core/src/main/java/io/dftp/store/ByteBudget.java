// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/**
 * How many bulk bytes a process may hold at once for one kind of work.
 *
 * <p>Whoever is about to hold bulk bytes acquires them first, and releases them when they are gone.
 * Who waits is served in order, so that nobody starves. To hold some and wait for more invites
 * deadlock: acquire once for what one step needs. Confined to the event loop.
 */
public final class ByteBudget {

  private final long total;
  private final LongConsumer whenHeld;
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private long free;

  /** Creates a budget of so many bytes. */
  public ByteBudget(long totalBytes) {
    this(totalBytes, change -> {});
  }

  /**
   * Creates a budget of so many bytes.
   *
   * @param whenHeld told by how many bytes what is held has become more, or less if negative
   */
  public ByteBudget(long totalBytes, LongConsumer whenHeld) {
    checkArgument(totalBytes > 0, "a budget of %s bytes", totalBytes);
    this.total = totalBytes;
    this.free = totalBytes;
    this.whenHeld = whenHeld;
  }

  /** Bytes that were acquired. */
  public final class Lease {
    private long bytes;

    private Lease(long bytes) {
      this.bytes = bytes;
    }

    /** Gives the bytes back. A second call has no effect. */
    public void release() {
      long given = bytes;
      bytes = 0;
      free += given;
      whenHeld.accept(-given);
      checkState(free <= total, "more bytes released than acquired");
      serve();
    }
  }

  /**
   * Waits until so many bytes are free and takes them. More than the whole budget counts as the
   * whole, so that one large piece of work can still be done alone.
   *
   * @return fails with {@link CancelledException} when the context ends before
   */
  public CompletableFuture<Lease> acquire(long bytes, CallContext context) {
    checkArgument(bytes >= 0, "bytes must not be negative: %s", bytes);
    Waiter waiter = new Waiter(Math.min(bytes, total));
    waiters.add(waiter);
    serve();
    if (!waiter.result.isDone()) {
      waiter.onCancelled =
          context.onCancelled(
              () -> {
                waiters.remove(waiter);
                waiter.result.completeExceptionally(
                    new CancelledException(
                        Outcome.DID_NOT_HAPPEN, "called off while it waited for memory"));
                serve();
              });
    }
    return waiter.result;
  }

  /** Returns the bytes that nobody holds. */
  public long free() {
    return free;
  }

  /** Returns the bytes of the whole budget. */
  public long total() {
    return total;
  }

  /** Says whether someone waits. */
  public boolean isContended() {
    return !waiters.isEmpty();
  }

  private void serve() {
    Waiter next = waiters.peek();
    while (next != null && next.bytes <= free) {
      waiters.remove();
      free -= next.bytes;
      whenHeld.accept(next.bytes);
      next.onCancelled.cancel();
      Lease lease = new Lease(next.bytes);
      if (!next.result.complete(lease)) {
        lease.release();
      }
      next = waiters.peek();
    }
  }

  private static final class Waiter {
    final long bytes;
    final CompletableFuture<Lease> result = new CompletableFuture<>();
    Cancellable onCancelled = () -> {};

    Waiter(long bytes) {
      this.bytes = bytes;
    }
  }
}
