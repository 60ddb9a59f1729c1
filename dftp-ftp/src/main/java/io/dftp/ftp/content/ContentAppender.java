// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.ftp.content.ContentWriter.Written;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Workers;
import io.dftp.store.ObjectId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Adds bytes to the end of a file. Short pieces at its end are written again together with what is
 * added, each time at least as much as before: so a file consists of few pieces however often it
 * grows, and each byte is copied a number of times that is the logarithm of the file's length.
 * Confined to the event loop.
 */
public final class ContentAppender {

  /** From so many pieces on long ones are written again too. */
  private static final int CROWDED = FileContent.MAX_PIECES / 2;

  private final ObjectStore store;
  private final Workers workers;
  private final EventLoop loop;
  private final Consumer<ObjectId> discarded;

  /**
   * Creates one.
   *
   * @param discarded told of a content that was begun and that nothing will ever name
   */
  public ContentAppender(
      ObjectStore store, Workers workers, EventLoop loop, Consumer<ObjectId> discarded) {
    this.store = store;
    this.workers = workers;
    this.loop = loop;
    this.discarded = discarded;
  }

  /**
   * Puts a file together with what is added to its end; writes only what is written again.
   *
   * @param maxInlineBytes up to how many bytes of all stay inline
   * @param context of the whole operation
   */
  public CompletableFuture<Written> append(
      FileContent before, Written added, int maxInlineBytes, CallContext context) {
    int kept = kept(before, added.content(), maxInlineBytes);
    if (kept == before.pieces().size() && fitsInline(before, added.content(), maxInlineBytes)) {
      return CompletableFuture.completedFuture(
          new Written(before.then(added.content()), added.copies()));
    }
    List<Piece> pieces = before.pieces();
    FileContent head = new FileContent(pieces.subList(0, kept));
    FileContent again = new FileContent(pieces.subList(kept, pieces.size())).then(added.content());
    ContentWriter writer = new ContentWriter(store, workers, loop, discarded, context);
    return copy(again, 0, writer, context)
        .thenCompose(copied -> writer.finish(0, Optional::empty))
        .thenApply(tail -> new Written(head.then(tail.content()), tail.copies()))
        .whenComplete(
            (whole, failure) -> {
              if (failure != null) {
                writer.cancel();
              }
            });
  }

  /** Returns how many pieces stay as they are. Pure. */
  static int kept(FileContent before, FileContent added, int maxInlineBytes) {
    List<Piece> pieces = before.pieces();
    boolean staysInline =
        added.inlineBytes() == added.size() && fitsInline(before, added, maxInlineBytes);
    if (added.size() == 0 || staysInline) {
      return pieces.size();
    }
    int kept = pieces.size();
    long again = added.size();
    while (kept > 0 && isWrittenAgain(pieces.get(kept - 1), again, pieces.size())) {
      kept--;
      again += pieces.get(kept).length();
    }
    return kept;
  }

  private static boolean isWrittenAgain(Piece piece, long again, int pieces) {
    return piece instanceof Piece.Inline
        || (piece.length() <= again
            && (piece.length() < BlockList.BLOCK_BYTES || pieces >= CROWDED));
  }

  private static boolean fitsInline(FileContent before, FileContent added, int maxInlineBytes) {
    return before.inlineBytes() + added.inlineBytes() <= maxInlineBytes;
  }

  /** Copies a block's length at a time: what is read holds no budget while the writer waits. */
  private CompletableFuture<Void> copy(
      FileContent from, long at, ContentWriter writer, CallContext context) {
    if (at >= from.size()) {
      return CompletableFuture.completedFuture(null);
    }
    long end = Math.min(from.size(), at + BlockList.BLOCK_BYTES);
    return read(from.slice(at, end), context)
        .thenCompose(writer::write)
        .thenCompose(done -> copy(from, end, writer, context));
  }

  private CompletableFuture<ByteBuffer> read(FileContent part, CallContext context) {
    CallContext reading = context.child(Timed.STEP);
    ContentReader reader = new ReadShare(store, loop).reader(part, 0, reading);
    return drain(reader, new ByteArrayOutputStream((int) part.size()))
        .whenComplete((bytes, failure) -> reader.close());
  }

  private static CompletableFuture<ByteBuffer> drain(
      ContentReader reader, ByteArrayOutputStream into) {
    return reader
        .next()
        .thenCompose(
            chunk -> {
              if (chunk.isEmpty()) {
                return CompletableFuture.completedFuture(ByteBuffer.wrap(into.toByteArray()));
              }
              ByteBuffer read = chunk.get().take(BlockList.BLOCK_BYTES).orElseThrow();
              byte[] bytes = new byte[read.remaining()];
              read.get(bytes);
              into.writeBytes(bytes);
              return drain(reader, into);
            });
  }
}
