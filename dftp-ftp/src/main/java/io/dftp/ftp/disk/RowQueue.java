// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import io.dftp.store.DamagedRowsException;
import io.dftp.store.RowBatch;
import io.dftp.store.StoreFullException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that works on the rows, and the bounded queue before it.
 *
 * <p>It takes all that waits at once: the batches in their order become one synced write (group
 * commit), then the reads run. So a read sees every batch given before it, and an fsync is shared
 * by all who waited for one. Any thread may submit; results complete on the event loop.
 */
final class RowQueue implements AutoCloseable {

  /** The most bytes that one synced write takes, unless a single batch is larger. */
  private static final long MAX_GROUP_BYTES = 4 * 1024 * 1024;

  private static final long CLOSE_WAIT_MILLIS = 10_000;

  /** Between two attempts to open the rows again. */
  private static final long PAUSE_MILLIS = 100;

  private static final Logger log = LoggerFactory.getLogger(RowQueue.class);

  private final EventLoop loop;
  private final Recovery recovery;
  private final DurableFiles files;
  private final Path root;
  private final DiskHealth health;
  private final Metrics metrics;
  private final DiskConfig config;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Replaced by the thread alone. */
  private volatile RowDatabase database;

  /** Set by threads of RocksDB that had no room or no file descriptor. */
  private volatile boolean stopped;

  // Guarded by this.
  private final Deque<Task<?>> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean closed;

  RowQueue(
      EventLoop loop,
      RowDatabase database,
      Recovery recovery,
      DurableFiles files,
      Path root,
      DiskHealth health,
      Metrics metrics,
      DiskConfig config) {
    this.loop = loop;
    this.database = database;
    this.recovery = recovery;
    this.files = files;
    this.root = root;
    this.health = health;
    this.metrics = metrics;
    this.config = config;
    this.thread = new Thread(this::run, "disk-rows");
    thread.setDaemon(true);
    thread.start();
  }

  /** A read of the rows. */
  interface Read<T> {
    T run(RowDatabase from) throws RocksDBException;
  }

  /** What makes another database of one that cannot go on; it closes that one. */
  interface Recovery {

    /** Gives up what cannot be read, and returns a database of what is left. */
    RowDatabase salvage(RowDatabase damaged) throws IOException;

    /** Opens the rows again as they are on the disk. */
    RowDatabase reopen(RowDatabase stopped) throws RocksDBException;
  }

  private interface Task<T> {
    CompletableFuture<T> result();
  }

  private record WriteTask(RowBatch batch, CompletableFuture<Void> result) implements Task<Void> {}

  private record ReadTask<T>(Read<T> read, CompletableFuture<T> result) implements Task<T> {}

  private record SalvageTask(CompletableFuture<Void> result) implements Task<Void> {}

  /** Returns the database in use. */
  RowDatabase database() {
    return database;
  }

  /** Takes note that a thread of RocksDB failed for want of something. Any thread may call. */
  void stopped() {
    stopped = true;
  }

  /** Gives up the rows that cannot be read. */
  CompletableFuture<Void> salvage() {
    return submit(new SalvageTask(new CompletableFuture<>()), 0);
  }

  CompletableFuture<Void> write(RowBatch batch) {
    return submit(new WriteTask(batch, new CompletableFuture<>()), batch.bytes());
  }

  <T> CompletableFuture<T> read(Read<T> read) {
    return submit(new ReadTask<>(read, new CompletableFuture<>()), 0);
  }

  /** Stops after the work already taken, and waits for it for at most ten seconds. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    closing.countDown();
    try {
      thread.join(CLOSE_WAIT_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized <T> CompletableFuture<T> submit(Task<T> task, long bytes) {
    if (closed) {
      return CompletableFuture.failedFuture(StoreClosed.exception());
    }
    boolean tooMany = waiting.size() >= config.queuedRows();
    boolean tooLarge = waitingBytes > 0 && waitingBytes + bytes > config.queuedRowBytes();
    if (tooMany || (bytes > 0 && tooLarge)) {
      return CompletableFuture.failedFuture(
          new OverloadedException(
              waiting.size() + " operations on rows wait for the disk already"));
    }
    waiting.add(task);
    waitingBytes += bytes;
    notifyAll();
    return task.result();
  }

  private void run() {
    List<Task<?>> taken = take();
    while (!taken.isEmpty()) {
      writeAll(taken);
      for (Task<?> task : taken) {
        if (task instanceof ReadTask<?> read) {
          runRead(read);
        } else if (task instanceof SalvageTask salvageTask) {
          runSalvage(salvageTask);
        }
      }
      taken = take();
    }
  }

  /** Waits for work, and takes of it what fits one synced write; nothing after the close. */
  private synchronized List<Task<?>> take() {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException unexpected) {
        closed = true;
      }
    }
    List<Task<?>> taken = new ArrayList<>();
    long bytes = 0;
    while (!waiting.isEmpty()) {
      long more = waiting.getFirst() instanceof WriteTask write ? write.batch().bytes() : 0;
      if (!taken.isEmpty() && bytes + more > MAX_GROUP_BYTES) {
        break;
      }
      bytes += more;
      taken.add(waiting.removeFirst());
    }
    waitingBytes -= bytes;
    return taken;
  }

  private void writeAll(List<Task<?>> taken) {
    List<WriteTask> writes = new ArrayList<>();
    for (Task<?> task : taken) {
      if (task instanceof WriteTask write) {
        writes.add(write);
      }
    }
    if (writes.isEmpty()) {
      return;
    }
    try {
      health.check();
      checkRoom();
      writeWhenPossible(writes.stream().map(WriteTask::batch).toList());
      // RocksDB may acknowledge a write beside which a background error stopped the disk.
      health.check();
      metrics.count("disk.rows.batches", writes.size());
      metrics.count("disk.rows.writes");
      writes.forEach(write -> loop.execute(() -> write.result().complete(null)));
    } catch (RocksDBException failure) {
      DftpException failed = health.fail("writing rows failed: " + failure.getMessage(), failure);
      failAll(writes, failed);
    } catch (RuntimeException refused) {
      failAll(writes, refused);
    }
  }

  /**
   * Writes, and where RocksDB found no room for a file or no file descriptor, opens the rows again
   * and writes the same once more: after such an error it takes nothing until then. What was
   * acknowledged lies in its log, so nothing is in doubt, and until the write is done nobody is
   * told that it is.
   */
  private void writeWhenPossible(List<RowBatch> batches) throws RocksDBException {
    while (stopped || !written(batches)) {
      health.check();
      pause();
      reopen();
    }
  }

  private boolean written(List<RowBatch> batches) throws RocksDBException {
    try {
      database.write(batches);
      return true;
    } catch (RocksDBException failure) {
      if (!stopped && Shortage.of(failure).isEmpty()) {
        throw failure;
      }
      stopped = true;
      log.warn("[{}] Rows have to wait: {}", root, failure.getMessage());
      return false;
    }
  }

  private void reopen() throws RocksDBException {
    // First, so that what fails meanwhile is not forgotten.
    stopped = false;
    try {
      database = recovery.reopen(database);
      metrics.count("disk.rows.reopened");
    } catch (RocksDBException failure) {
      if (Shortage.of(failure).isEmpty()) {
        throw failure;
      }
      stopped = true;
    }
  }

  private void pause() {
    boolean over;
    try {
      over = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException unexpected) {
      over = true;
    }
    if (over) {
      throw new DftpException(Outcome.MAY_HAVE_HAPPENED, "the disk store is closed");
    }
  }

  private void checkRoom() {
    long usable;
    try {
      usable = files.usableBytes(root);
    } catch (IOException failure) {
      throw new DftpException(Outcome.DID_NOT_HAPPEN, "the free space is not known", failure);
    }
    if (usable < config.rowReserveBytes()) {
      throw new StoreFullException("only " + usable + " bytes are usable on the disk");
    }
  }

  private <T> void runRead(ReadTask<T> task) {
    try {
      health.check();
      T value = task.read().run(database);
      loop.execute(() -> task.result().complete(value));
    } catch (RocksDBException failure) {
      DftpException unreadable = unreadable(failure);
      loop.execute(() -> task.result().completeExceptionally(unreadable));
    } catch (RuntimeException refused) {
      loop.execute(() -> task.result().completeExceptionally(refused));
    }
  }

  private void runSalvage(SalvageTask task) {
    try {
      health.check();
      database = recovery.salvage(database);
      metrics.count("disk.rows.salvaged");
      loop.execute(() -> task.result().complete(null));
    } catch (IOException failure) {
      DftpException failed =
          health.fail("giving up damaged rows failed: " + failure.getMessage(), failure);
      loop.execute(() -> task.result().completeExceptionally(failed));
    } catch (RuntimeException refused) {
      loop.execute(() -> task.result().completeExceptionally(refused));
    }
  }

  /** Verifies the next file of rows, in the thread of the caller. */
  Optional<Long> verify(long after) {
    try {
      health.check();
      return database.verify(after);
    } catch (RocksDBException failure) {
      throw unreadable(failure);
    }
  }

  private DftpException unreadable(RocksDBException failure) {
    metrics.count("disk.rows.unreadable");
    return RowDatabase.isDamage(failure)
        ? new DamagedRowsException(String.valueOf(failure.getMessage()), failure)
        : new DftpException(Outcome.ASK_ELSEWHERE, "rows cannot be read", failure);
  }

  private void failAll(List<WriteTask> writes, Throwable failure) {
    writes.forEach(write -> loop.execute(() -> write.result().completeExceptionally(failure)));
  }
}
