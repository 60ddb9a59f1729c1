// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk of this host, which tells once when it is out of service, whatever operation found that
 * out: a row, a blob, a removal or a read. Confined to the event loop.
 */
final class WatchedDisk implements LocalStore {

  private static final Logger log = LoggerFactory.getLogger(WatchedDisk.class);

  private final LocalStore disk;
  private final EventLoop loop;
  private final NodeAddress host;
  private Runnable whenFailed = () -> {};
  private boolean failed;

  WatchedDisk(LocalStore disk, EventLoop loop, NodeAddress host) {
    this.disk = disk;
    this.loop = loop;
    this.host = host;
  }

  boolean isFailed() {
    return failed;
  }

  /** Runs the task on the loop after the disk has failed; one task. */
  void onFailure(Runnable task) {
    whenFailed = task;
    if (failed) {
      loop.execute(task);
    }
  }

  @Override
  public CompletableFuture<Void> write(RowBatch batch) {
    return watch(disk.write(batch));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(Bytes key) {
    return watch(disk.get(key));
  }

  @Override
  public CompletableFuture<List<StoredRow>> scan(Bytes from, Bytes to, int maxRows, long maxBytes) {
    return watch(disk.scan(from, to, maxRows, maxBytes));
  }

  @Override
  public CompletableFuture<Void> salvage() {
    return watch(disk.salvage());
  }

  @Override
  public CompletableFuture<Void> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    return watch(disk.putBlob(id, content, sha256, context));
  }

  @Override
  public CompletableFuture<Optional<StoredBlob>> getBlob(BlobId id, CallContext context) {
    return watch(disk.getBlob(id, context));
  }

  @Override
  public CompletableFuture<Set<BlobId>> presentBlobs(List<BlobId> ids) {
    return watch(disk.presentBlobs(ids));
  }

  @Override
  public CompletableFuture<List<BlobId>> listBlobs(Optional<BlobId> after, int limit) {
    return watch(disk.listBlobs(after, limit));
  }

  @Override
  public CompletableFuture<Void> deleteBlob(BlobId id) {
    return watch(disk.deleteBlob(id));
  }

  @Override
  public CompletableFuture<Long> usableBytes() {
    return watch(disk.usableBytes());
  }

  private <T> CompletableFuture<T> watch(CompletableFuture<T> operation) {
    operation.whenComplete(
        (value, failure) -> {
          if (failure != null && Futures.cause(failure) instanceof DiskFailedException) {
            note(failure);
          }
        });
    return operation;
  }

  private void note(Throwable failure) {
    if (!failed) {
      failed = true;
      log.error("[{}] the disk is out of service", host, failure);
      loop.execute(whenFailed);
    }
  }
}
