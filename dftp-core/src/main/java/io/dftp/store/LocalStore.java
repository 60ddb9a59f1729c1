// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The store's own disk: ordered rows, and blobs beside them.
 *
 * <p>Called on the event loop, which it never blocks; results complete there. What a method
 * promises is durable survives power loss. After a failed write or fsync every later write fails
 * with {@link DiskFailedException}: the disk is out of service until the process starts again,
 * because what it holds is no longer known. Work whose context is cancelled before it begins does
 * not begin. At most a stated number of operations waits; one more fails with {@link
 * io.dftp.runtime.OverloadedException}.
 */
public interface LocalStore {

  /** The longest key of a row in bytes. */
  int MAX_KEY_BYTES = 2048;

  /** The longest value of a row in bytes. */
  int MAX_VALUE_BYTES = 1024 * 1024;

  /**
   * The key of the row that stands for all rows: while it is there, nothing that was durable beside
   * it is missing.
   */
  Bytes NAME = MapKeys.disk();

  /**
   * Applies the batch as a whole; completes when it is durable. Batches apply in the order given.
   */
  CompletableFuture<Void> write(RowBatch batch);

  /**
   * Returns the value of the row, empty when there is none. Sees every batch given before. Fails
   * with {@link DamagedRowsException} when it cannot be read.
   */
  CompletableFuture<Optional<Bytes>> get(Bytes key);

  /**
   * Returns rows in the order of their keys as unsigned bytes, from one moment, after every batch
   * given before. Fails with {@link DamagedRowsException} when it comes to one that cannot be read.
   *
   * @param from the first key that may be returned
   * @param to the key before which to end
   * @param maxRows returned at most
   * @param maxBytes of keys and values after which no further row is returned; the first always is
   */
  CompletableFuture<List<StoredRow>> scan(Bytes from, Bytes to, int maxRows, long maxBytes);

  /**
   * Gives up the rows that cannot be read, and {@link #NAME} with them, so that what is left is not
   * taken for the whole; completes when that is durable and all others can be read.
   */
  CompletableFuture<Void> salvage();

  /**
   * Verifies rows as they lie on the disk, past what is remembered of them: one piece at a time,
   * the first whose number is above the given one. Fails with {@link DamagedRowsException} when it
   * cannot be read.
   *
   * @param after the number of the piece before, 0 for the first
   * @return the number of the piece; empty when none was left
   */
  CompletableFuture<Optional<Long>> verifyRows(long after);

  /**
   * Stores the blob if its SHA-256 is the one given; completes when it is durable, its directory
   * entry included. A blob of that name that is there already, intact, is left as it is. One that
   * was set aside is replaced by it.
   */
  CompletableFuture<Void> putBlob(BlobId id, ByteBuffer content, Bytes sha256, CallContext context);

  /**
   * Returns the blob after checking its SHA-256; empty when there is none. One that fails the check
   * is set aside, counted, and reported as {@link CorruptBlobException}, never as absent.
   */
  CompletableFuture<Optional<StoredBlob>> getBlob(BlobId id, CallContext context);

  /** Returns those of the blobs whose files are really there, by a look at the disk. */
  CompletableFuture<Set<BlobId>> presentBlobs(List<BlobId> ids);

  /** Returns names of blobs in their order, those after {@code after} if it is given. */
  CompletableFuture<List<BlobId>> listBlobs(Optional<BlobId> after, int limit);

  /**
   * Returns names of blobs that were set aside and not replaced since, in their order, those after
   * {@code after} if it is given: there was one, and this disk has it no more.
   */
  CompletableFuture<List<BlobId>> damagedBlobs(Optional<BlobId> after, int limit);

  /** Removes the blob if it is there, or was set aside; completes when that is durable. */
  CompletableFuture<Void> deleteBlob(BlobId id);

  /** Returns the bytes that can still be stored. */
  CompletableFuture<Long> usableBytes();

  /** One row. */
  record StoredRow(Bytes key, Bytes value) {}

  /** One blob and its SHA-256. */
  record StoredBlob(ByteBuffer content, Bytes sha256) {}
}
