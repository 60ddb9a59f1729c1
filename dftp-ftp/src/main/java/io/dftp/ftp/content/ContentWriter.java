// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.Workers;
import io.dftp.store.ObjectId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream of bytes and stores it as a new content, or hands it back as inline bytes if it is
 * short.
 *
 * <p>At most one block is gathered and {@value #WINDOW} are on their way; each needs bytes of the
 * store's budget first. While there are none, or the window is full, writes do not complete: that
 * is the back-pressure. The first {@value FileContent#MAX_INLINE_BYTES} bytes need no budget.
 * Confined to the event loop; ends by {@link #finish} or {@link #cancel}.
 */
public final class ContentWriter {

  /** The most blocks on their way at the same time. */
  static final int WINDOW = 4;

  private final ObjectStore store;
  private final Consumer<ObjectId> discarded;
  private final CallContext context;
  private final BlockUploads uploads;
  private final Deque<PendingWrite> pending = new ArrayDeque<>();
  private byte[] block = new byte[FileContent.MAX_INLINE_BYTES];
  private int filled;
  private long size;
  private ObjectStore.@Nullable Lease lease;
  private boolean acquiring;
  private boolean pumping;
  private boolean ended;
  private @Nullable Throwable failure;

  private record PendingWrite(ByteBuffer bytes, CompletableFuture<Void> done) {}

  /**
   * What was stored.
   *
   * @param content the bytes: one inline piece, one extent, or nothing
   * @param copies on how many hosts each block is durable; {@link Integer#MAX_VALUE} without blocks
   */
  public record Written(FileContent content, int copies) {}

  /**
   * Creates a writer of a new content; nothing is stored before the first full block.
   *
   * @param discarded told of a content that was begun and that nothing will ever name
   * @param context of the whole upload; the writer stops when it ends
   */
  public ContentWriter(
      ObjectStore store,
      Workers workers,
      EventLoop loop,
      Consumer<ObjectId> discarded,
      CallContext context) {
    this.store = store;
    this.discarded = discarded;
    this.context = context;
    ObjectId content = ObjectId.random(loop.random());
    this.uploads = new BlockUploads(store, workers, content, context, this::pump);
    context.onCancelled(
        () -> fail(new CancelledException(Outcome.DID_NOT_HAPPEN, "the upload was called off")));
  }

  /** Returns the number of bytes taken so far. */
  public long size() {
    return size;
  }

  /**
   * Takes the remaining bytes after those of earlier calls.
   *
   * @return done when they were copied; the buffer must not change before
   */
  public CompletableFuture<Void> write(ByteBuffer bytes) {
    checkState(!ended, "the writer has ended");
    PendingWrite write = new PendingWrite(bytes, new CompletableFuture<>());
    pending.add(write);
    pump();
    return write.done();
  }

  /**
   * Ends the stream after all writes have completed: makes every block durable on as many hosts as
   * it should be on, then the rows that list them.
   *
   * @param maxInlineBytes up to how many bytes are handed back inline
   * @param place asked, when all blocks of a content are there, for the place that is to name it if
   *     it is known by then
   */
  public CompletableFuture<Written> finish(int maxInlineBytes, Supplier<Optional<Link>> place) {
    checkState(!ended && pending.isEmpty(), "the writer has ended, or writes are under way");
    ended = true;
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    boolean isShort = uploads.isEmpty() && size <= maxInlineBytes;
    if (size == 0 || isShort) {
      releaseLease();
      Bytes bytes = Bytes.wrap(Arrays.copyOf(block, filled));
      FileContent content =
          size == 0 ? FileContent.EMPTY : new FileContent(List.of(new Piece.Inline(bytes)));
      return CompletableFuture.completedFuture(new Written(content, Integer.MAX_VALUE));
    }
    if (filled > 0) {
      dispatch();
    }
    return uploads
        .finish(place)
        .thenApply(
            copies ->
                new Written(
                    new FileContent(List.of(new Piece.Extent(uploads.content(), 0, size))),
                    copies));
  }

  /** Completes the writes that wait, without taking what is left of them. */
  public void dropWaiting() {
    PendingWrite write = pending.poll();
    while (write != null) {
      write.done().complete(null);
      write = pending.poll();
    }
  }

  /** Calls the upload off: what waits fails, what is on its way is called off in the store. */
  public void cancel() {
    ended = true;
    context.cancel();
    fail(new CancelledException(Outcome.DID_NOT_HAPPEN, "the upload was called off"));
    if (uploads.isOpened()) {
      discarded.accept(uploads.content());
    }
  }

  /** Copies what waits as far as there is room. Whatever it starts may complete at once. */
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      uploads.failure().ifPresent(this::fail);
      while (failure == null && !pending.isEmpty() && copyOnce()) {
        uploads.failure().ifPresent(this::fail);
      }
    } finally {
      pumping = false;
    }
  }

  private boolean copyOnce() {
    ByteBuffer from = pending.getFirst().bytes();
    if (from.hasRemaining() && filled == block.length && !makeRoom()) {
      return false;
    }
    int count = Math.min(from.remaining(), block.length - filled);
    from.get(block, filled, count);
    filled += count;
    size += count;
    if (!from.hasRemaining()) {
      pending.removeFirst().done().complete(null);
    }
    return true;
  }

  /** Says whether there is room now; if not, pumps again when there is. */
  private boolean makeRoom() {
    if (block.length == BlockList.BLOCK_BYTES) {
      if (uploads.inFlight() >= WINDOW) {
        return false;
      }
      dispatch();
      block = new byte[0];
    }
    if (lease == null) {
      acquire();
    }
    if (lease == null) {
      return false;
    }
    block = Arrays.copyOf(block, BlockList.BLOCK_BYTES);
    return true;
  }

  private void dispatch() {
    ObjectStore.Lease held = lease;
    lease = null;
    ByteBuffer bytes = ByteBuffer.wrap(block, 0, filled);
    block = new byte[0];
    filled = 0;
    uploads
        .start(bytes)
        .whenComplete(
            (done, failed) -> {
              if (held != null) {
                held.release();
              }
            });
  }

  private void acquire() {
    if (acquiring) {
      return;
    }
    acquiring = true;
    store
        .acquire(BlockList.BLOCK_BYTES, context)
        .whenComplete(
            (acquired, failed) -> {
              acquiring = false;
              if (failed != null) {
                fail(failed);
              } else if (failure != null || ended) {
                acquired.release();
              } else {
                lease = acquired;
                pump();
              }
            });
  }

  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
      releaseLease();
      block = new byte[0];
      filled = 0;
      PendingWrite write = pending.poll();
      while (write != null) {
        write.done().completeExceptionally(cause);
        write = pending.poll();
      }
    }
  }

  private void releaseLease() {
    if (lease != null) {
      lease.release();
      lease = null;
    }
  }
}
