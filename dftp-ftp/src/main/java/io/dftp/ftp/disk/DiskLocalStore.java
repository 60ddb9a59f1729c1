// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import io.dftp.store.BlobId;
import io.dftp.store.LocalStore;
import io.dftp.store.RowBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The local store of a node: rows in RocksDB, one file for each blob, both in a {@link DataFolder}.
 *
 * <p>Called on the event loop, completes there; the work runs on one thread for rows and a few for
 * blobs. Rows are refused before the disk is full, blobs earlier still ({@link DiskConfig}). After
 * the first failed write or fsync, one in a thread of RocksDB included, everything fails with
 * {@link io.dftp.store.DiskFailedException}: reads too, because the page cache may then show what
 * the disk does not have.
 */
public final class DiskLocalStore implements LocalStore, AutoCloseable {

  private static final long CLOSE_WAIT_SECONDS = 10;

  private final EventLoop loop;
  private final RowQueue rows;
  private final BlobFolder blobs;
  private final ThreadPoolExecutor blobThreads;
  private final boolean rolledBack;

  private DiskLocalStore(
      EventLoop loop,
      RowRecovery.Opened opened,
      RowQueue rows,
      BlobFolder blobs,
      DiskConfig config) {
    this.loop = loop;
    this.rolledBack = opened.rolledBack();
    this.rows = rows;
    this.blobs = blobs;
    this.blobThreads = blobThreads(config);
  }

  /**
   * Opens the store in the folder, and recovers what a crash has left. Blocks; not for the event
   * loop.
   *
   * @throws DataFolderException if the files cannot be opened
   */
  public static DiskLocalStore open(
      DataFolder folder, EventLoop loop, Metrics metrics, DiskConfig config)
      throws DataFolderException {
    return open(folder, loop, metrics, config, new OperatingSystemFiles());
  }

  static DiskLocalStore open(
      DataFolder folder, EventLoop loop, Metrics metrics, DiskConfig config, DurableFiles files)
      throws DataFolderException {
    DiskHealth health = folder.health();
    try {
      BlobFolder blobs =
          new BlobFolder(files, folder.path(), health, metrics, config.blobReserveBytes());
      AtomicReference<@Nullable RowQueue> queue = new AtomicReference<>();
      BiConsumer<String, Throwable> onBackgroundError =
          (what, cause) -> {
            if (Shortage.of(cause).isPresent()) {
              RowQueue open = queue.get();
              if (open != null) {
                open.stopped();
              }
            } else {
              health.fail(what, cause);
            }
          };
      RowRecovery recovery = new RowRecovery(files, folder.path());
      RowRecovery.Opened opened = recovery.open(onBackgroundError);
      if (opened.rolledBack()) {
        metrics.count("disk.rows.rolledback");
      }
      RowQueue rows =
          new RowQueue(
              loop,
              opened.database(),
              recoveryBy(recovery, onBackgroundError),
              files,
              folder.path(),
              health,
              metrics,
              config);
      queue.set(rows);
      return new DiskLocalStore(loop, opened, rows, blobs, config);
    } catch (DataFolderException explained) {
      throw explained;
    } catch (IOException failure) {
      throw new DataFolderException(
          "cannot open the store in " + folder.path() + ": " + failure.getMessage(), failure);
    }
  }

  private static RowQueue.Recovery recoveryBy(
      RowRecovery recovery, BiConsumer<String, Throwable> onBackgroundError) {
    return new RowQueue.Recovery() {
      @Override
      public RowDatabase salvage(RowDatabase damaged) throws IOException {
        return recovery.salvage(damaged, onBackgroundError);
      }

      @Override
      public RowDatabase reopen(RowDatabase stopped) throws RocksDBException {
        return recovery.reopen(stopped, onBackgroundError);
      }
    };
  }

  /**
   * Says whether the rows were damaged, and an older state of them was opened, or what was left of
   * them; both without {@link LocalStore#NAME}.
   */
  public boolean rolledBack() {
    return rolledBack;
  }

  @Override
  public CompletableFuture<Void> write(RowBatch batch) {
    return rows.write(batch);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(Bytes key) {
    return rows.read(from -> from.get(key));
  }

  @Override
  public CompletableFuture<List<StoredRow>> scan(Bytes from, Bytes to, int maxRows, long maxBytes) {
    return rows.read(database -> database.scan(from, to, maxRows, maxBytes));
  }

  @Override
  public CompletableFuture<Void> salvage() {
    return rows.salvage();
  }

  /** Away from the thread of the rows, so that no write waits for it. */
  @Override
  public CompletableFuture<Optional<Long>> verifyRows(long after) {
    return onBlobThread(() -> rows.verify(after));
  }

  @Override
  public CompletableFuture<Void> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    return onBlobThread(
        () -> {
          checkWanted(context);
          blobs.put(id, content, sha256);
          return null;
        });
  }

  @Override
  public CompletableFuture<Optional<StoredBlob>> getBlob(BlobId id, CallContext context) {
    return onBlobThread(
        () -> {
          checkWanted(context);
          return blobs.get(id);
        });
  }

  @Override
  public CompletableFuture<Set<BlobId>> presentBlobs(List<BlobId> ids) {
    List<BlobId> asked = List.copyOf(ids);
    return onBlobThread(
        () -> {
          Set<BlobId> present = new LinkedHashSet<>(asked);
          present.removeIf(id -> !blobs.isPresent(id));
          return present;
        });
  }

  @Override
  public CompletableFuture<List<BlobId>> listBlobs(Optional<BlobId> after, int limit) {
    return onBlobThread(() -> blobs.list(after, limit));
  }

  @Override
  public CompletableFuture<List<BlobId>> damagedBlobs(Optional<BlobId> after, int limit) {
    return onBlobThread(() -> blobs.damaged(after, limit));
  }

  @Override
  public CompletableFuture<Void> deleteBlob(BlobId id) {
    return onBlobThread(
        () -> {
          blobs.delete(id);
          return null;
        });
  }

  @Override
  public CompletableFuture<Long> usableBytes() {
    return onBlobThread(blobs::usableBytes);
  }

  /**
   * Stops after the work already taken, then closes the database. Blocks for that; not for the
   * event loop.
   */
  @Override
  public void close() {
    blobThreads.shutdown();
    rows.close();
    try {
      blobThreads.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    rows.database().close();
  }

  /** Returns how often the log of the rows was synced since the store was opened. */
  long logSyncs() {
    return rows.database().logSyncs();
  }

  private <T> CompletableFuture<T> onBlobThread(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      blobThreads.execute(() -> run(work, result));
    } catch (RejectedExecutionException refused) {
      result.completeExceptionally(
          blobThreads.isShutdown()
              ? StoreClosed.exception()
              : new OverloadedException("too many operations on blobs wait for the disk"));
    }
    return result;
  }

  private <T> void run(Supplier<T> work, CompletableFuture<T> result) {
    try {
      T value = work.get();
      loop.execute(() -> result.complete(value));
    } catch (RuntimeException | Error failure) {
      loop.execute(() -> result.completeExceptionally(failure));
    }
  }

  private static void checkWanted(CallContext context) {
    if (context.isCancelled()) {
      throw new CancelledException(Outcome.DID_NOT_HAPPEN, "called off before it began");
    }
  }

  private static ThreadPoolExecutor blobThreads(DiskConfig config) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            config.blobThreads(),
            config.blobThreads(),
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(config.queuedBlobs()),
            task -> {
              Thread thread = new Thread(task, "disk-blobs-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
