// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A disk whose maps may be of an older layout: whatever is asked of it waits until {@link
 * FormatConversion} has ended, so that nobody takes a copy that is not converted yet for one that
 * is not there. Confined to the event loop.
 */
final class ConvertedDisk implements LocalStore {

  private final LocalStore disk;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean converted;

  ConvertedDisk(WatchedDisk disk, Set<ObjectId> founding, RandomGenerator random) {
    this.disk = disk;
    // A conversion that fails has met a broken disk, which those who wait find out themselves.
    disk.patiently(() -> FormatConversion.run(disk, founding, random::nextLong))
        .whenComplete((done, failure) -> open());
  }

  private void open() {
    converted = true;
    waiting.forEach(Runnable::run);
    waiting.clear();
  }

  private <T> CompletableFuture<T> afterwards(Supplier<CompletableFuture<T>> operation) {
    if (converted) {
      return operation.get();
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    waiting.add(() -> Futures.pass(Futures.start(operation), result));
    return result;
  }

  @Override
  public CompletableFuture<Void> write(RowBatch batch) {
    return afterwards(() -> disk.write(batch));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(Bytes key) {
    return afterwards(() -> disk.get(key));
  }

  @Override
  public CompletableFuture<List<StoredRow>> scan(Bytes from, Bytes to, int maxRows, long maxBytes) {
    return afterwards(() -> disk.scan(from, to, maxRows, maxBytes));
  }

  @Override
  public CompletableFuture<Void> salvage() {
    return afterwards(disk::salvage);
  }

  @Override
  public CompletableFuture<Optional<Long>> verifyRows(long after) {
    return afterwards(() -> disk.verifyRows(after));
  }

  @Override
  public CompletableFuture<Void> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    return afterwards(() -> disk.putBlob(id, content, sha256, context));
  }

  @Override
  public CompletableFuture<Optional<StoredBlob>> getBlob(BlobId id, CallContext context) {
    return afterwards(() -> disk.getBlob(id, context));
  }

  @Override
  public CompletableFuture<Set<BlobId>> presentBlobs(List<BlobId> ids) {
    return afterwards(() -> disk.presentBlobs(ids));
  }

  @Override
  public CompletableFuture<List<BlobId>> listBlobs(Optional<BlobId> after, int limit) {
    return afterwards(() -> disk.listBlobs(after, limit));
  }

  @Override
  public CompletableFuture<List<BlobId>> damagedBlobs(Optional<BlobId> after, int limit) {
    return afterwards(() -> disk.damagedBlobs(after, limit));
  }

  @Override
  public CompletableFuture<Void> deleteBlob(BlobId id) {
    return afterwards(() -> disk.deleteBlob(id));
  }

  @Override
  public CompletableFuture<Long> usableBytes() {
    return afterwards(disk::usableBytes);
  }
}
