// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import io.dftp.store.BlobId;
import io.dftp.store.CorruptBlobException;
import io.dftp.store.DamagedRowsException;
import io.dftp.store.DiskFailedException;
import io.dftp.store.LocalStore;
import io.dftp.store.RowBatch;
import io.dftp.store.StoreFullException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A {@link SimulatedDisk} as one process sees it: rows change when they are given, blobs when the
 * operation begins, and both become durable later, in the order of their operations.
 */
final class SimulatedLocalStore implements LocalStore {

  private final SimulatedDisk disk;
  private final SimulatedEventLoop loop;
  private final WriteQueue writes;
  private final NavigableMap<Bytes, Bytes> rows;
  private final NavigableMap<BlobId, StoredBlob> blobs;
  private final NavigableSet<BlobId> setAside;
  private long lastBeginNanos;
  private int operations;

  SimulatedLocalStore(SimulatedDisk disk, SimulatedEventLoop loop, WriteQueue writes) {
    this.disk = disk;
    this.loop = loop;
    this.writes = writes;
    this.rows = new TreeMap<>(disk.rows());
    this.blobs = new TreeMap<>(disk.blobs());
    this.setAside = new TreeSet<>(disk.setAside());
  }

  NavigableMap<BlobId, StoredBlob> visibleBlobs() {
    return blobs;
  }

  @Override
  public CompletableFuture<Void> write(RowBatch batch) {
    checkLoop();
    if (!disk.takesBatch()) {
      return begin(
          () -> {
            throw new StoreFullException("the simulated disk has no room for rows");
          });
    }
    List<RowBatch.Change> changes = batch.changes();
    if (writes.takesMore()) {
      apply(changes, rows);
      changes.forEach(change -> disk.damaged().remove(change.key()));
    }
    return writes.add(true, () -> apply(changes, disk.rows()));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(Bytes key) {
    Optional<Bytes> value = Optional.ofNullable(rows.get(key));
    boolean damaged = disk.damaged().contains(key);
    return begin(
        () -> {
          if (damaged) {
            throw unreadable(key);
          }
          return CompletableFuture.completedFuture(value);
        });
  }

  @Override
  public CompletableFuture<List<StoredRow>> scan(Bytes from, Bytes to, int maxRows, long maxBytes) {
    List<StoredRow> found = new ArrayList<>();
    long bytes = 0;
    List<Bytes> damaged = new ArrayList<>();
    if (from.compareTo(to) < 0) {
      for (Map.Entry<Bytes, Bytes> row : rows.subMap(from, true, to, false).entrySet()) {
        bytes += row.getKey().size() + row.getValue().size();
        if (found.size() >= maxRows || (bytes > maxBytes && !found.isEmpty())) {
          break;
        }
        if (disk.damaged().contains(row.getKey())) {
          damaged.add(row.getKey());
          break;
        }
        found.add(new StoredRow(row.getKey(), row.getValue()));
      }
    }
    return begin(
        () -> {
          if (!damaged.isEmpty()) {
            throw unreadable(damaged.get(0));
          }
          return CompletableFuture.completedFuture(List.copyOf(found));
        });
  }

  @Override
  public CompletableFuture<Void> salvage() {
    checkLoop();
    RowBatch lost = new RowBatch();
    disk.damaged().stream().filter(rows::containsKey).forEach(lost::remove);
    return write(lost.remove(NAME));
  }

  /** All rows are one piece. */
  @Override
  public CompletableFuture<Optional<Long>> verifyRows(long after) {
    return begin(
        () -> {
          Optional<Bytes> bad = disk.damaged().stream().filter(rows::containsKey).findFirst();
          if (bad.isPresent()) {
            throw unreadable(bad.get());
          }
          return CompletableFuture.completedFuture(after == 0 ? Optional.of(1L) : Optional.empty());
        });
  }

  @Override
  public CompletableFuture<Void> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    Bytes copy = Bytes.copyOf(content);
    return begin(
        context,
        () -> {
          if (!hash(copy).equals(sha256)) {
            throw new CorruptBlobException(id);
          }
          StoredBlob present = blobs.get(id);
          if (present != null && isIntact(present)) {
            // Its own write may still be on its way; this one ends after it.
            return writes.add(false, () -> {});
          }
          if (usedBytes() + copy.size() > disk.capacityBytes()) {
            throw new StoreFullException("the simulated disk is full");
          }
          StoredBlob blob = new StoredBlob(copy.toBuffer(), sha256);
          blobs.put(id, blob);
          setAside.remove(id);
          return writes.add(
              false,
              () -> {
                disk.blobs().put(id, blob);
                disk.setAside().remove(id);
              });
        });
  }

  @Override
  public CompletableFuture<Optional<StoredBlob>> getBlob(BlobId id, CallContext context) {
    return begin(
        context,
        () -> {
          StoredBlob blob = blobs.get(id);
          if (blob == null) {
            return CompletableFuture.completedFuture(Optional.empty());
          }
          if (!isIntact(blob)) {
            blobs.remove(id);
            disk.blobs().remove(id);
            setAside.add(id);
            disk.setAside().add(id);
            throw new CorruptBlobException(id);
          }
          return CompletableFuture.completedFuture(
              Optional.of(new StoredBlob(blob.content().duplicate(), blob.sha256())));
        });
  }

  @Override
  public CompletableFuture<Set<BlobId>> presentBlobs(List<BlobId> ids) {
    return begin(
        () -> {
          Set<BlobId> present = new LinkedHashSet<>(ids);
          present.retainAll(blobs.keySet());
          return CompletableFuture.completedFuture(present);
        });
  }

  @Override
  public CompletableFuture<List<BlobId>> listBlobs(Optional<BlobId> after, int limit) {
    return begin(
        () ->
            CompletableFuture.completedFuture(
                after.map(last -> blobs.tailMap(last, false)).orElse(blobs).keySet().stream()
                    .limit(limit)
                    .toList()));
  }

  /** Takes no time while nothing is set aside. */
  @Override
  public CompletableFuture<List<BlobId>> damagedBlobs(Optional<BlobId> after, int limit) {
    return begin(
        setAside.isEmpty() ? () -> 0 : disk::drawLatencyNanos,
        () ->
            CompletableFuture.completedFuture(
                after.map(last -> setAside.tailSet(last, false)).orElse(setAside).stream()
                    .limit(limit)
                    .toList()));
  }

  @Override
  public CompletableFuture<Void> deleteBlob(BlobId id) {
    return begin(
        () -> {
          blobs.remove(id);
          setAside.remove(id);
          return writes.add(
              false,
              () -> {
                disk.blobs().remove(id);
                disk.setAside().remove(id);
              });
        });
  }

  @Override
  public CompletableFuture<Long> usableBytes() {
    return begin(
        () -> CompletableFuture.completedFuture(Math.max(0, disk.capacityBytes() - usedBytes())));
  }

  private <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> operation) {
    return begin(disk::drawLatencyNanos, operation);
  }

  private <T> CompletableFuture<T> begin(
      LongSupplier latencyNanos, Supplier<CompletableFuture<T>> operation) {
    checkLoop();
    CompletableFuture<T> result = new CompletableFuture<>();
    if (operations >= WriteQueue.MAX_WAITING) {
      loop.execute(
          () ->
              result.completeExceptionally(
                  new OverloadedException(operations + " operations wait for the disk already")));
      return result;
    }
    operations++;
    long now = loop.nowNanos();
    lastBeginNanos = Math.max(lastBeginNanos, now + latencyNanos.getAsLong());
    disk.simulation()
        .enqueue(
            lastBeginNanos - now,
            null,
            "disk",
            () -> disk.reached(() -> loop.run("disk", () -> run(operation, result))));
    return result;
  }

  private <T> CompletableFuture<T> begin(
      CallContext context, Supplier<CompletableFuture<T>> operation) {
    return begin(
        () -> {
          if (context.isCancelled()) {
            throw new CancelledException(Outcome.DID_NOT_HAPPEN, "called off before it began");
          }
          return operation.get();
        });
  }

  private <T> void run(Supplier<CompletableFuture<T>> operation, CompletableFuture<T> result) {
    operations--;
    DiskFailedException failed = writes.failure();
    if (failed != null) {
      // Reads fail too: what memory shows is perhaps not on the disk.
      result.completeExceptionally(failed);
      return;
    }
    try {
      operation
          .get()
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  result.complete(value);
                } else {
                  result.completeExceptionally(failure);
                }
              });
    } catch (DftpException failure) {
      result.completeExceptionally(failure);
    }
  }

  private void checkLoop() {
    checkState(loop.inEventLoop(), "the disk was called outside the event loop of %s", loop);
  }

  private long usedBytes() {
    long used = 0;
    for (StoredBlob blob : blobs.values()) {
      used += blob.content().remaining();
    }
    return used;
  }

  private static void apply(List<RowBatch.Change> changes, NavigableMap<Bytes, Bytes> to) {
    for (RowBatch.Change change : changes) {
      Bytes value = change.value();
      if (value == null) {
        to.remove(change.key());
      } else {
        to.put(change.key(), value);
      }
    }
  }

  private static DamagedRowsException unreadable(Bytes key) {
    return new DamagedRowsException("the row " + key + " of the simulated disk is damaged");
  }

  private static boolean isIntact(StoredBlob blob) {
    return hash(Bytes.copyOf(blob.content())).equals(blob.sha256());
  }

  private static Bytes hash(Bytes content) {
    return Bytes.wrap(Hashing.sha256().hashBytes(content.array()).asBytes());
  }
}
