// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk of this host, with a bound on every wait. It tells when the disk does not answer or has
 * no room for rows, so that others take over until it does again; when rows cannot be read, which
 * are then given up and made again from the copies of others; and once, for good, that it is out of
 * service, whatever operation found that out. Confined to the event loop.
 */
final class WatchedDisk implements LocalStore {

  /** How often, within the bound for silence, is looked whether it has come to it. */
  private static final int LOOKS = 8;

  private static final Logger log = LoggerFactory.getLogger(WatchedDisk.class);

  private final LocalStore disk;
  private final EventLoop loop;
  private final NodeAddress host;
  private final StoreConfig config;
  private final Metrics metrics;
  private final DiskLane rows = new DiskLane(this::rowsEnded);
  private final DiskLane blobs = new DiskLane(this::ended);
  private final List<Runnable> whenBack = new ArrayList<>();
  private Runnable whenFailed = () -> {};
  private Runnable whenUnfit = () -> {};
  private DamageListener damageListener = DamageListener.NONE;
  private @Nullable DiskFailedException goneFor;
  private @Nullable CompletableFuture<Void> salvage;
  private boolean failed;
  private boolean silent;
  private boolean full;
  private boolean damaged;
  private boolean watching;
  private long lookedAtNanos;

  WatchedDisk(
      LocalStore disk, EventLoop loop, NodeAddress host, StoreConfig config, Metrics metrics) {
    this.disk = disk;
    this.loop = loop;
    this.host = host;
    this.config = config;
    this.metrics = metrics;
  }

  /** Hears that rows cannot be read, and are given up. */
  interface DamageListener {

    DamageListener NONE =
        new DamageListener() {
          @Override
          public void damaged() {}

          @Override
          public void salvaged() {}
        };

    /** From now on rows may be missing that were durable. */
    void damaged();

    /** All rows that are left can be read. */
    void salvaged();
  }

  boolean isFailed() {
    return failed;
  }

  /** Returns what is the matter with the disk. */
  DiskState state() {
    if (failed) {
      return DiskState.FAILED;
    }
    if (silent) {
      return DiskState.SILENT;
    }
    if (full) {
      return DiskState.FULL;
    }
    return damaged ? DiskState.DAMAGED : DiskState.SOUND;
  }

  /** Runs the task on the loop after the disk has failed; one task. */
  void onFailure(Runnable task) {
    whenFailed = task;
    if (failed) {
      loop.execute(task);
    }
  }

  /** Runs the task on the loop whenever the disk is found to take no rows now; one task. */
  void onUnfit(Runnable task) {
    whenUnfit = task;
  }

  /** Notes that rows are missing that were durable once. */
  void noteDamage(String what) {
    damaged = true;
    log.warn("[{}] {}; it is made again from the copies of others", host, what);
  }

  /** Names the one who hears of rows that cannot be read. */
  void onDamage(DamageListener listener) {
    damageListener = listener;
  }

  /**
   * Does the work again whenever a disk that did not answer is back, or rows were given up: for
   * what this host cannot do without.
   */
  <T> CompletableFuture<T> patiently(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Futures.start(work)
        .whenComplete(
            (value, failure) -> {
              Throwable cause = failure == null ? null : Futures.cause(failure);
              if (cause instanceof SilentDiskException) {
                // A refusal is heard later than it was given; the disk may be back by then.
                Runnable again = () -> Futures.pass(patiently(work), result);
                if (silent && !failed) {
                  whenBack.add(again);
                } else {
                  loop.execute(again);
                }
              } else if (cause instanceof DamagedRowsException && salvage != null) {
                Futures.pass(salvage.thenCompose(done -> patiently(work)), result);
              } else if (cause == null) {
                result.complete(value);
              } else {
                result.completeExceptionally(cause);
              }
            });
    return result;
  }

  @Override
  public CompletableFuture<Void> write(RowBatch batch) {
    CompletableFuture<Void> written = onRows(() -> writeOrFindNoRoom(batch));
    written.thenRun(() -> full = false);
    return written;
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(Bytes key) {
    return onRows(() -> disk.get(key));
  }

  @Override
  public CompletableFuture<List<StoredRow>> scan(Bytes from, Bytes to, int maxRows, long maxBytes) {
    return onRows(() -> disk.scan(from, to, maxRows, maxBytes));
  }

  private CompletableFuture<Void> writeOrFindNoRoom(RowBatch batch) {
    return disk.write(batch)
        .exceptionally(
            failure -> {
              throw Futures.cause(failure) instanceof StoreFullException refusal
                  ? new NoRoomException(refusal)
                  : new CompletionException(Futures.cause(failure));
            });
  }

  /** Is done by itself when a read finds rows that cannot be read. */
  @Override
  public CompletableFuture<Void> salvage() {
    CompletableFuture<Void> running = salvage;
    return running == null ? Futures.done() : running;
  }

  /** Among the blobs, because it may take longer than a silent disk is waited for. */
  @Override
  public CompletableFuture<Optional<Long>> verifyRows(long after) {
    return onBlobs(() -> disk.verifyRows(after))
        .whenComplete(
            (verified, failure) -> {
              if (failure != null && Futures.cause(failure) instanceof DamagedRowsException found) {
                unreadable(found);
              }
            });
  }

  @Override
  public CompletableFuture<Void> putBlob(
      BlobId id, ByteBuffer content, Bytes sha256, CallContext context) {
    return onBlobs(() -> disk.putBlob(id, content, sha256, context));
  }

  @Override
  public CompletableFuture<Optional<StoredBlob>> getBlob(BlobId id, CallContext context) {
    return onBlobs(() -> disk.getBlob(id, context));
  }

  @Override
  public CompletableFuture<Set<BlobId>> presentBlobs(List<BlobId> ids) {
    return onBlobs(() -> disk.presentBlobs(ids));
  }

  @Override
  public CompletableFuture<List<BlobId>> listBlobs(Optional<BlobId> after, int limit) {
    return onBlobs(() -> disk.listBlobs(after, limit));
  }

  @Override
  public CompletableFuture<List<BlobId>> damagedBlobs(Optional<BlobId> after, int limit) {
    return onBlobs(() -> disk.damagedBlobs(after, limit));
  }

  @Override
  public CompletableFuture<Void> deleteBlob(BlobId id) {
    return onBlobs(() -> disk.deleteBlob(id));
  }

  @Override
  public CompletableFuture<Long> usableBytes() {
    return onBlobs(disk::usableBytes);
  }

  private <T> CompletableFuture<T> onRows(Supplier<CompletableFuture<T>> operation) {
    return silent && !failed ? refused(new SilentDiskException()) : on(rows, operation);
  }

  private <T> CompletableFuture<T> onBlobs(Supplier<CompletableFuture<T>> operation) {
    return on(blobs, operation);
  }

  private <T> CompletableFuture<T> on(DiskLane lane, Supplier<CompletableFuture<T>> operation) {
    DiskFailedException gone = goneFor;
    if (gone != null) {
      return refused(gone);
    }
    watch();
    return lane.run(operation);
  }

  /** Fails later, as a disk does. */
  private <T> CompletableFuture<T> refused(DftpException failure) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(() -> result.completeExceptionally(failure));
    return result;
  }

  private void watch() {
    if (!watching) {
      watching = true;
      lookedAtNanos = loop.nowNanos();
      lookLater();
    }
  }

  private Duration lookEvery() {
    return config.diskSilentAfter().dividedBy(LOOKS);
  }

  private void lookLater() {
    loop.schedule(lookEvery(), this::look);
  }

  private void look() {
    // A process that was held up has not seen what the disk did meanwhile.
    long now = loop.nowNanos();
    long passed = Math.min(now - lookedAtNanos, 2 * lookEvery().toNanos());
    lookedAtNanos = now;
    rows.passed(passed);
    blobs.passed(passed);
    long longest = Math.max(rows.silentNanos(), blobs.silentNanos());
    if (salvage == null && longest >= config.diskGoneAfter().toNanos()) {
      giveUp();
    } else if (!silent && rows.silentNanos() >= config.diskSilentAfter().toNanos()) {
      silence();
    }
    watching = !failed && (rows.isBusy() || blobs.isBusy());
    if (watching) {
      lookLater();
    }
  }

  private void silence() {
    silent = true;
    metrics.count("store.disk.silent");
    log.warn(
        "[{}] the disk has not answered for {} ms; others take over until it does",
        host,
        config.diskSilentAfter().toMillis());
    rows.giveUp(new SilentDiskException());
    whenUnfit.run();
  }

  private void ended(Optional<Throwable> failure) {
    failure.filter(DiskFailedException.class::isInstance).ifPresent(this::fail);
  }

  private void rowsEnded(Optional<Throwable> failure) {
    if (silent && !failed) {
      silent = false;
      log.warn("[{}] the disk answers again", host);
      back();
    }
    ended(failure);
    failure.filter(NoRoomException.class::isInstance).ifPresent(this::noRoom);
    failure.filter(DamagedRowsException.class::isInstance).ifPresent(this::unreadable);
  }

  private void noRoom(Throwable failure) {
    if (!full) {
      full = true;
      metrics.count("store.disk.full");
      log.warn("[{}] {}; others take over until it does", host, failure.getMessage());
    }
    loop.execute(whenUnfit);
  }

  private void back() {
    List<Runnable> waited = List.copyOf(whenBack);
    whenBack.clear();
    waited.forEach(loop::execute);
  }

  private void giveUp() {
    DiskFailedException gone =
        new DiskFailedException(
            "the disk has not answered for " + config.diskGoneAfter().toSeconds() + " s",
            new SilentDiskException());
    goneFor = gone;
    fail(gone);
    rows.giveUp(gone);
    blobs.giveUp(gone);
  }

  private void fail(Throwable failure) {
    if (!failed) {
      failed = true;
      log.error("[{}] the disk is out of service", host, failure);
      back();
      loop.execute(whenFailed);
    }
  }

  private void unreadable(Throwable failure) {
    metrics.count("store.disk.unreadable");
    if (salvage != null) {
      return;
    }
    noteDamage("what some rows on the disk say cannot be read: " + failure.getMessage());
    CompletableFuture<Void> done = new CompletableFuture<>();
    salvage = done;
    damageListener.damaged();
    // Not in the lane: it may take long, and is waited for.
    Futures.start(disk::salvage)
        .whenComplete(
            (salvaged, failed) -> {
              salvage = null;
              if (failed == null) {
                damageListener.salvaged();
                done.complete(null);
              } else {
                log.warn("[{}] the other rows could not be saved: {}", host, failed.getMessage());
                ended(Optional.of(Futures.cause(failed)));
                done.completeExceptionally(failed);
              }
            });
  }
}
