// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.Workers;
import io.dftp.store.BlobId;
import io.dftp.store.Mutation;
import io.dftp.store.Mutation.Put;
import io.dftp.store.MutationResult;
import io.dftp.store.ObjectId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores the blocks of one new content, and the rows of its map, in the order that leaves no block
 * without an owner: first a row that the content exists, then the blocks, then the rows that list
 * them. Confined to the event loop.
 */
final class BlockUploads {

  /** The blocks that one question to the store covers. */
  private static final int ENSURE_BATCH = 512;

  private final ObjectStore store;
  private final Workers workers;
  private final ObjectId content;
  private final CallContext context;
  private final Runnable onChange;
  private final List<BlockList.@Nullable Block> blocks = new ArrayList<>();
  private final List<CompletableFuture<?>> all = new ArrayList<>();
  private final BitSet arrived = new BitSet();
  private @Nullable CompletableFuture<MutationResult> opened;
  private @Nullable Throwable failure;
  private int inFlight;
  private int copies = Integer.MAX_VALUE;

  /**
   * Creates the uploads of a content.
   *
   * @param onChange told when a block has come to its end, well or not
   */
  BlockUploads(
      ObjectStore store,
      Workers workers,
      ObjectId content,
      CallContext context,
      Runnable onChange) {
    this.store = store;
    this.workers = workers;
    this.content = content;
    this.context = context;
    this.onChange = onChange;
  }

  ObjectId content() {
    return content;
  }

  int inFlight() {
    return inFlight;
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Stores the next block; completes when its bytes are no longer needed. */
  CompletableFuture<Void> start(ByteBuffer bytes) {
    int index = blocks.size();
    int length = bytes.remaining();
    blocks.add(null);
    inFlight++;
    CompletableFuture<Void> ended =
        open()
            .thenCompose(done -> workers.submit(context, () -> sha256(bytes.duplicate())))
            .thenCompose(
                hash -> {
                  blocks.set(index, new BlockList.Block(length, hash));
                  BlobId id = new BlobId(content, index);
                  ByteBuffer view = bytes.asReadOnlyBuffer();
                  return Timed.step(context, step -> store.putBlob(id, view, hash, step));
                })
            .thenCompose(stored -> listIfFull(index))
            .whenComplete((done, failed) -> ended(failed));
    all.add(ended);
    return ended;
  }

  /**
   * Waits for all blocks, makes sure of each of them, and lists the last ones.
   *
   * @param place asked, when all blocks are there, for the place that is to name the content if it
   *     is known by then
   */
  CompletableFuture<Integer> finish(Supplier<Optional<Link>> place) {
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenCompose(done -> ensureFrom(0))
        .thenCompose(
            done -> {
              List<Put> last = new ArrayList<>();
              if (blocks.size() % BlockList.BLOCKS != 0) {
                last.add(rowFor(blocks.size() - 1));
              }
              place.get().ifPresent(link -> last.add(link.put()));
              return last.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : put(last).thenAccept(this::countCopies);
            })
        .thenApply(done -> copies);
  }

  /** Says whether there is a content, although it may have no block yet. */
  boolean isOpened() {
    return opened != null;
  }

  private CompletableFuture<Void> ensureFrom(int first) {
    if (first >= blocks.size()) {
      return CompletableFuture.completedFuture(null);
    }
    List<BlobId> ids = new ArrayList<>();
    for (int i = first; i < Math.min(blocks.size(), first + ENSURE_BATCH); i++) {
      ids.add(new BlobId(content, i));
    }
    return Timed.step(context, step -> store.ensureBlobs(ids, step))
        .thenCompose(
            found -> {
              copies = Math.min(copies, found);
              return ensureFrom(first + ENSURE_BATCH);
            });
  }

  /** Lists a row's blocks as soon as the last of them to arrive is stored. */
  private CompletableFuture<Void> listIfFull(int index) {
    arrived.set(index);
    int first = index / BlockList.BLOCKS * BlockList.BLOCKS;
    int end = first + BlockList.BLOCKS;
    return arrived.nextClearBit(first) >= end
        ? list(index)
        : CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> list(int index) {
    return put(List.of(rowFor(index))).thenAccept(this::countCopies);
  }

  private Put rowFor(int index) {
    int first = index / BlockList.BLOCKS * BlockList.BLOCKS;
    List<BlockList.Block> listed = new ArrayList<>();
    for (int i = first; i < Math.min(blocks.size(), first + BlockList.BLOCKS); i++) {
      BlockList.Block block = blocks.get(i);
      if (block == null) {
        throw new AssertionError("block " + i + " is listed before it is stored");
      }
      listed.add(block);
    }
    return new Put(BlockList.rowOf(index), new BlockList(listed).encode());
  }

  private CompletableFuture<MutationResult> open() {
    CompletableFuture<MutationResult> known = opened;
    if (known == null) {
      Put row = Opening.by(store.hosts().process());
      Mutation opening = new Mutation(List.of(), List.of(row), List.of());
      known = Timed.step(context, step -> store.create(content, opening, step));
      opened = known;
    }
    return known;
  }

  private CompletableFuture<MutationResult> put(List<Put> rows) {
    Mutation mutation = new Mutation(List.of(), rows, List.of());
    return Timed.step(context, step -> store.mutate(content, mutation, step));
  }

  private void countCopies(MutationResult result) {
    if (result instanceof MutationResult.Applied applied) {
      copies = Math.min(copies, applied.copies());
    } else {
      throw new DftpException(Outcome.DID_NOT_HAPPEN, "the content's map refused its row");
    }
  }

  private void ended(@Nullable Throwable failed) {
    inFlight--;
    if (failed != null && failure == null) {
      failure = failed;
    }
    onChange.run();
  }

  private static Bytes sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return Bytes.wrap(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
