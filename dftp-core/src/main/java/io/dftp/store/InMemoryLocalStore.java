// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A local store in memory, for tests and for hosts that keep nothing: it is durable only as long as
 * the object lives. Confined to the event loop; every result completes in a later task, as a disk's
 * would.
 */
public final class InMemoryLocalStore implements LocalStore {

  private final EventLoop loop;
  private final long capacityBytes;
  private final NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
  private final NavigableMap<BlobId, StoredBlob> blobs = new TreeMap<>();
  private long blobBytes;

  /**
   * Creates an empty store.
   *
   * @param capacityBytes how many bytes of blobs it takes
   */
  public InMemoryLocalStore(EventLoop loop, long capacityBytes) {
    this.loop = loop;
    this.capacityBytes = capacityBytes;
  }

  @Override
  public CompletableFuture<Void> write(RowBatch batch) {
    for (RowBatch.Change change : batch.changes()) {
      Bytes value = change.value();
      if (value == null) {
        rows.remove(change.key());
      } else {
        rows.put(change.key(), value);
      }
    }
    return later(() -> null);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(Bytes key) {
    Optional<Bytes> value = Optional.ofNullable(rows.get(key));
    return later(() -> value);
  }

  @Override
  public CompletableFuture<List<StoredRow>> scan(Bytes from, Bytes to, int maxRows, long maxBytes) {
    List<StoredRow> found = new ArrayList<>();
    long bytes = 0;
    if (from.compareTo(to) < 0) {
      for (Map.Entry<Bytes, Bytes> row : rows.subMap(from, true, to, false).entrySet()) {
        bytes += row.getKey().size() + row.getValue().size();
        if (found.size() >= maxRows || (bytes > maxBytes && !found.isEmpty())) {
          break;
        }
        found.add(new StoredRow(row.getKey(), row.getValue()));
      }
    }
    return later(() -> found);
  }

  @Override
  public CompletableFuture<Void> salvage() {
    return write(new RowBatch().remove(NAME));
  }

  /** Has nothing beneath what it remembers. */
  @Override
  public CompletableFuture<Optional<Long>> verifyRows(long after) {
    return later(Optional::empty);
  }

  @Override
  public CompletableFuture<Void> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    Bytes copy = Bytes.copyOf(content);
    return later(
        () -> {
          checkWanted(context);
          if (!hash(copy).equals(sha256)) {
            throw new CorruptBlobException(id);
          }
          if (blobBytes + copy.size() > capacityBytes) {
            throw new StoreFullException("the store in memory is full");
          }
          if (blobs.putIfAbsent(id, new StoredBlob(copy.toBuffer(), sha256)) == null) {
            blobBytes += copy.size();
          }
          return null;
        });
  }

  @Override
  public CompletableFuture<Optional<StoredBlob>> getBlob(BlobId id, CallContext context) {
    return later(
        () -> {
          checkWanted(context);
          return Optional.ofNullable(blobs.get(id))
              .map(blob -> new StoredBlob(blob.content().duplicate(), blob.sha256()));
        });
  }

  @Override
  public CompletableFuture<Set<BlobId>> presentBlobs(List<BlobId> ids) {
    return later(
        () -> {
          Set<BlobId> present = new LinkedHashSet<>(ids);
          present.retainAll(blobs.keySet());
          return present;
        });
  }

  @Override
  public CompletableFuture<List<BlobId>> listBlobs(Optional<BlobId> after, int limit) {
    return later(
        () ->
            after.map(last -> blobs.tailMap(last, false)).orElse(blobs).keySet().stream()
                .limit(limit)
                .toList());
  }

  /** Sets nothing aside. */
  @Override
  public CompletableFuture<List<BlobId>> damagedBlobs(Optional<BlobId> after, int limit) {
    return later(List::of);
  }

  @Override
  public CompletableFuture<Void> deleteBlob(BlobId id) {
    return later(
        () -> {
          StoredBlob removed = blobs.remove(id);
          if (removed != null) {
            blobBytes -= removed.content().capacity();
          }
          return null;
        });
  }

  @Override
  public CompletableFuture<Long> usableBytes() {
    return later(() -> capacityBytes - blobBytes);
  }

  private <T> CompletableFuture<T> later(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(work.get());
          } catch (DftpException failure) {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  private static void checkWanted(CallContext context) {
    if (context.isCancelled()) {
      throw new CancelledException(Outcome.DID_NOT_HAPPEN, "called off before it began");
    }
  }

  private static Bytes hash(Bytes content) {
    return Bytes.wrap(Hashing.sha256().hashBytes(content.array()).asBytes());
  }
}
