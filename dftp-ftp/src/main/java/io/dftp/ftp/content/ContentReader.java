// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
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
 * Reads the bytes of a file from an offset, block by block, a few blocks ahead if the client is
 * fast.
 *
 * <p>Each block needs bytes of the share of downloads before it is fetched. They are given back
 * when the next one is asked for, or earlier, while others wait and the client takes nothing: then
 * the rest of the block is fetched again. Confined to the event loop, but for the chunks.
 */
public final class ContentReader implements AutoCloseable {

  private static final int MOST_LISTS = 4;

  private final ObjectStore store;
  private final ReadShare share;
  private final CallContext context;
  private final PieceWalk walk;

  /** What was given back and has to be fetched again, before what comes next in the file. */
  private final Deque<PieceWalk.Step> again = new ArrayDeque<>();

  private final Deque<Fetch> ahead = new ArrayDeque<>();
  private @Nullable Fetch current;
  private final Map<String, CompletableFuture<BlockList>> lists = new HashMap<>();
  private final Deque<String> listsInOrder = new ArrayDeque<>();
  private ReadAhead window = ReadAhead.FIRST;
  private boolean closed;

  /** One chunk on its way or handed out, and the bytes of the budget that it holds. */
  private static final class Fetch {
    final PieceWalk.Step step;
    final CompletableFuture<ReadChunk> chunk = new CompletableFuture<>();
    @Nullable ReadChunk there;
    ObjectStore.@Nullable Lease lease;
    int takenAtLastLook = -1;
    boolean released;

    Fetch(PieceWalk.Step step) {
      this.step = step;
    }

    boolean isThere() {
      return there != null;
    }

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

  ContentReader(
      ObjectStore store, ReadShare share, FileContent content, long offset, CallContext context) {
    this.store = store;
    this.share = share;
    this.context = context;
    this.walk = new PieceWalk(content, offset);
  }

  /** Returns the next chunk, after all of the last one was taken; empty at the end. */
  public CompletableFuture<Optional<ReadChunk>> next() {
    endCurrent();
    if (ahead.isEmpty() && !fetchOne()) {
      share.remove(this);
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Fetch head = ahead.removeFirst();
    current = head;
    if (!head.isThere()) {
      window = window.afterWait();
    } else if (ahead.stream().allMatch(Fetch::isThere)) {
      window = window.afterPlenty();
    }
    while (ahead.size() < window.blocks() && fetchOne()) {
      // As many as the client is worth.
    }
    return head.chunk.thenApply(Optional::of);
  }

  /** Ends the reading and calls off what is under way. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.cancel();
      share.remove(this);
      if (current != null) {
        current.chunk.thenAccept(ReadChunk::giveUp);
        current.release();
      }
      ahead.forEach(Fetch::release);
    }
  }

  /**
   * Gives back what is held, if the client has taken nothing since it was last asked. What the
   * client waits for is kept.
   */
  void giveBackIfIdle() {
    Fetch held = current;
    ReadChunk chunk = held == null ? null : held.there;
    if (held == null || chunk == null) {
      return;
    }
    int taken = chunk.taken();
    if (taken != held.takenAtLastLook) {
      held.takenAtLastLook = taken;
      return;
    }
    window = ReadAhead.NONE;
    dropAhead();
    if (held.step instanceof PieceWalk.BlockStep) {
      endCurrent();
    }
    share.remove(this);
  }

  /** Gives up the chunk that was handed out; what was not taken of it comes next. */
  private void endCurrent() {
    Fetch ended = current;
    current = null;
    if (ended == null) {
      return;
    }
    ended.release();
    ReadChunk chunk = ended.there;
    if (chunk != null && ended.step instanceof PieceWalk.BlockStep step) {
      int taken = chunk.giveUp();
      if (taken < step.length()) {
        dropAhead();
        again.addFirst(step.from(taken));
      }
    }
  }

  private void dropAhead() {
    while (!ahead.isEmpty()) {
      Fetch last = ahead.removeLast();
      last.release();
      again.addFirst(last.step);
    }
  }

  /** Fetches what comes next; says whether there was something. */
  private boolean fetchOne() {
    if (closed || (again.isEmpty() && !walk.hasNext())) {
      return false;
    }
    share.add(this);
    ahead.add(start(again.isEmpty() ? walk.next() : again.removeFirst()));
    return true;
  }

  private Fetch start(PieceWalk.Step step) {
    Fetch fetch = new Fetch(step);
    CompletableFuture<ByteBuffer> bytes =
        step instanceof PieceWalk.BlockStep block
            ? fetchBlock(block, fetch)
            : CompletableFuture.completedFuture(((PieceWalk.InlineStep) step).bytes());
    bytes.whenComplete(
        (read, failure) -> {
          if (failure == null) {
            ReadChunk there = new ReadChunk(read.duplicate());
            fetch.there = there;
            fetch.chunk.complete(there);
          } else {
            fetch.release();
            fetch.chunk.completeExceptionally(failure);
          }
        });
    return fetch;
  }

  private CompletableFuture<ByteBuffer> fetchBlock(PieceWalk.BlockStep step, Fetch fetch) {
    return share
        .acquire(context)
        .thenCompose(
            lease -> {
              fetch.hold(lease);
              if (fetch.released) {
                throw new CancelledException(Outcome.DID_NOT_HAPPEN, "the block was given back");
              }
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
