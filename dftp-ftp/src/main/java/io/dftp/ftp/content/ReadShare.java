// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The bulk bytes that downloads may hold, shared out among them. While one waits, those whose
 * client takes nothing give back what they hold and read it again later: so clients that trickle,
 * however many, hold up nobody. Confined to the event loop.
 */
public final class ReadShare {

  /**
   * How often is looked who takes nothing, while somebody waits; who has taken nothing between two
   * looks gives back. Shorter takes a block from clients that are merely busy.
   */
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final ObjectStore store;
  private final EventLoop loop;
  private final Set<ContentReader> holders = new LinkedHashSet<>();
  private int waiting;
  private boolean looking;

  /** Creates one of the bytes that the store lets downloads hold. */
  public ReadShare(ObjectStore store, EventLoop loop) {
    this.store = store;
    this.loop = loop;
  }

  /**
   * Returns a reader of a content.
   *
   * @param offset where it begins, 0 to the size
   * @param context of the whole download; the reader stops when it ends
   */
  public ContentReader reader(FileContent content, long offset, CallContext context) {
    return new ContentReader(store, this, content, offset, context);
  }

  /** Waits until a block may be held. */
  CompletableFuture<ObjectStore.Lease> acquire(CallContext context) {
    CompletableFuture<ObjectStore.Lease> lease =
        store.acquireToRead(BlockList.BLOCK_BYTES, context);
    if (!lease.isDone()) {
      waiting++;
      lease.whenComplete((acquired, failure) -> waiting--);
      if (!looking) {
        look();
      }
    }
    return lease;
  }

  /** Takes note of a reader that may hold something. */
  void add(ContentReader reader) {
    holders.add(reader);
  }

  /** Takes note of a reader that holds nothing any more. */
  void remove(ContentReader reader) {
    holders.remove(reader);
  }

  private void look() {
    looking = waiting > 0;
    if (looking) {
      // What one gives back another may take at once.
      List.copyOf(holders).forEach(ContentReader::giveBackIfIdle);
      loop.schedule(LOOK_EVERY, this::look);
    }
  }
}
