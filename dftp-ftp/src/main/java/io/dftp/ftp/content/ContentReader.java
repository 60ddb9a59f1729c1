// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.BlobId;
import io.dftp.store.Row;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a file from an offset, block by block, a few blocks ahead.
 *
 * <p>Each block needs bytes of the store's budget before it is fetched; they are given back when
 * its chunk is recycled, or when the second one after it is asked for. Confined to the event loop.
 */
public final class ContentReader implements AutoCloseable {

  /** The most blocks fetched and not yet asked for. */
  static final int WINDOW = 4;

  private static final int MOST_OUTSTANDING = 2;
  private static final int MOST_LISTS = 4;

  private final ObjectStore store;
  private final CallContext context;
  private final PieceWalk walk;
  private final Deque<Fetch> ahead = new ArrayDeque<>();
  private final Deque<Fetch> outstanding = new ArrayDeque<>();
  private final Map<String, CompletableFuture<BlockList>> lists = new HashMap<>();
  private final Deque<String> listsInOrder = new ArrayDeque<>();
  private boolean closed;

  /** One chunk on its way or handed out, and the bytes of the budget that it holds. */
  private static final class Fetch {
    final CompletableFuture<ByteBuffer> chunk = new CompletableFuture<>();
    ObjectStore.@Nullable Lease lease;
    boolean released;

    void hold(ObjectStore.Lease acquired) {
      if (released) {
        acquired.release();
      } else {
        lease = acquired;
      }
    }

    void release() {
      released = true;
      if (lease != null) {
        lease.release();
        lease = null;
      }
    }
  }

  /**
   * Creates a reader.
   *
   * @param offset where it begins, 0 to the size
   * @param context of the whole download; the reader stops when it ends
   */
  public ContentReader(ObjectStore store, FileContent content, long offset, CallContext context) {
    this.store = store;
    this.context = context;
    this.walk = new PieceWalk(content, offset);
  }

  /** Returns the next chunk, read-only; empty at the end. */
  public CompletableFuture<Optional<ByteBuffer>> next() {
    while (outstanding.size() >= MOST_OUTSTANDING) {
      outstanding.removeFirst().release();
    }
    fetchAhead();
    Fetch head = ahead.poll();
    if (head == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    outstanding.add(head);
    return head.chunk.thenApply(Optional::of);
  }

  /** Gives back the budget of a chunk that {@link #next} has returned. */
  @SuppressWarnings("ReferenceEquality") // Two chunks may hold equal bytes.
  public void recycle(ByteBuffer chunk) {
    for (Fetch fetch : outstanding) {
      if (fetch.chunk.isDone()
          && !fetch.chunk.isCompletedExceptionally()
          && fetch.chunk.getNow(chunk) == chunk) {
        fetch.release();
        outstanding.remove(fetch);
        return;
      }
    }
  }

  /** Ends the reading and calls off what is under way. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.cancel();
      outstanding.forEach(Fetch::release);
      ahead.forEach(Fetch::release);
    }
  }

  private void fetchAhead() {
    while (!closed && ahead.size() < WINDOW && walk.hasNext()) {
      ahead.add(start(walk.next()));
    }
  }

  private Fetch start(PieceWalk.Step step) {
    Fetch fetch = new Fetch();
    CompletableFuture<ByteBuffer> chunk =
        step instanceof PieceWalk.BlockStep block
            ? fetchBlock(block, fetch)
            : CompletableFuture.completedFuture(((PieceWalk.InlineStep) step).bytes());
    chunk.whenComplete(
        (bytes, failure) -> {
          if (failure == null) {
            fetch.chunk.complete(bytes);
          } else {
            fetch.release();
            fetch.chunk.completeExceptionally(failure);
          }
        });
    return fetch;
  }

  private CompletableFuture<ByteBuffer> fetchBlock(PieceWalk.BlockStep step, Fetch fetch) {
    return store
        .acquire(BlockList.BLOCK_BYTES, context)
        .thenCompose(
            lease -> {
              fetch.hold(lease);
              return list(step);
            })
        .thenCompose(
            list -> {
              BlockList.Block block = blockOf(list, step);
              BlobId id = new BlobId(step.content(), step.index());
              return Timed.step(context, timed -> store.getBlob(id, block.sha256(), timed));
            })
        .thenApply(bytes -> cut(bytes, step));
  }

  private CompletableFuture<BlockList> list(PieceWalk.BlockStep step) {
    String row = BlockList.rowOf(step.index());
    String key = step.content() + "/" + row;
    CompletableFuture<BlockList> known = lists.get(key);
    if (known != null) {
      return known;
    }
    CompletableFuture<BlockList> asked =
        Timed.step(context, timed -> store.get(step.content(), row, timed))
            .thenApply(rows -> onlyRow(rows, step));
    lists.put(key, asked);
    listsInOrder.add(key);
    if (listsInOrder.size() > MOST_LISTS) {
      lists.remove(listsInOrder.removeFirst());
    }
    return asked;
  }

  private static BlockList onlyRow(List<Row> rows, PieceWalk.BlockStep step) {
    if (rows.isEmpty()) {
      throw new DftpException(
          Outcome.ASK_ELSEWHERE, "the blocks of content " + step.content() + " are not listed");
    }
    // A content is written once by one writer: siblings could only be equal.
    Bytes value = rows.get(0).value();
    return BlockList.decode(value);
  }

  private static BlockList.Block blockOf(BlockList list, PieceWalk.BlockStep step) {
    int position = step.index() % BlockList.BLOCKS;
    if (position >= list.blocks().size()
        || list.blocks().get(position).length() < step.offset() + step.length()) {
      throw new DftpException(
          Outcome.DID_NOT_HAPPEN, "content " + step.content() + " is shorter than its file");
    }
    return list.blocks().get(position);
  }

  private static ByteBuffer cut(ByteBuffer bytes, PieceWalk.BlockStep step) {
    return bytes
        .duplicate()
        .position(bytes.position() + step.offset())
        .limit(bytes.position() + step.offset() + step.length())
        .slice()
        .asReadOnlyBuffer();
  }
}
