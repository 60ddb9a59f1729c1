// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.store.ScrubPosition.Stage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything on this disk again and again, so that rot is found while others have good
 * copies: the files of the rows, the copies of maps, which must match their digests, and the blobs.
 * What is damaged is set aside or given up by the disk as after any other read, and made again by
 * those who do that ({@link BlobMender}, {@link CopyCheck}, the audits).
 *
 * <p>{@link ScrubPace} says how fast. How far it has come is kept on the disk, so that a host that
 * restarts often comes to the end as well. Confined to the event loop.
 */
final class Scrubber {

  private static final int PAGE = 256;
  private static final int TRIES = 3;
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
  private static final Duration SAVE_EVERY = Duration.ofMinutes(1);
  private static final Logger log = LoggerFactory.getLogger(Scrubber.class);

  private final StoreEnvironment env;
  private final MapTable table;
  private final BlobHolder here;
  private final BlobMender mender;
  private final ScrubPace pace;
  private final Deque<BlobId> page = new ArrayDeque<>();
  private ScrubPosition position = ScrubPosition.BEGIN;

  /** Where to go on if the piece that is being verified cannot be. */
  private ScrubPosition behind = ScrubPosition.BEGIN;

  private Cancellable timer = () -> {};
  private long passes;
  private long beganNanos;
  private long endedNanos;
  private long savedNanos;
  private long readNanos;
  private int failures;
  private boolean underWay;
  private boolean closed;

  Scrubber(StoreEnvironment env, MapTable table, BlobHolder here, BlobMender mender) {
    this.env = env;
    this.table = table;
    this.here = here;
    this.mender = mender;
    this.pace = new ScrubPace(env.config().scrubPeriod());
  }

  void start() {
    after(pace.delay(), this::resume);
  }

  void close() {
    closed = true;
    timer.cancel();
  }

  ScrubStatus status() {
    long now = env.loop().nowNanos();
    int done = position.thousandths();
    Duration taken = underWay ? Duration.ofNanos(now - beganNanos) : Duration.ZERO;
    Duration whole = ScrubPace.estimate(taken, done);
    return new ScrubStatus(
        underWay || passes == 0 ? done : 1000,
        passes,
        passes == 0 ? Duration.ZERO : Duration.ofNanos(now - endedNanos),
        whole,
        pace.isTooShortFor(whole),
        mender.found(),
        mender.waiting(),
        mender.lost());
  }

  private void after(Duration delay, Runnable next) {
    timer.cancel();
    if (!closed && !env.watch().isFailed()) {
      timer = env.loop().schedule(delay, next);
    }
  }

  /** Goes on where the process before has ended. */
  private void resume() {
    env.disk()
        .get(MapKeys.scrub())
        .whenComplete(
            (saved, failure) -> {
              if (failure == null) {
                begin(saved);
              } else {
                after(TRY_AGAIN, this::resume);
              }
            });
  }

  private void begin(Optional<Bytes> saved) {
    long now = env.loop().nowNanos();
    beganNanos = now;
    savedNanos = now;
    if (saved.isPresent() && saved.get().size() > Long.BYTES) {
      ByteBuffer from = saved.get().toBuffer();
      beganNanos -= from.getLong();
      position = ScrubPosition.decode(Bytes.copyOf(from));
    }
    underWay = true;
    step();
  }

  private void step() {
    readNanos = 0;
    Futures.start(this::piece)
        .whenComplete(
            (next, failure) -> {
              if (failure == null) {
                failures = 0;
                advance(next);
              } else {
                failed(Futures.cause(failure));
              }
            });
  }

  private void advance(Optional<ScrubPosition> next) {
    if (next.isEmpty()) {
      end();
      return;
    }
    position = next.get();
    Duration pause = pace.pauseAfter(readNanos);
    if (env.loop().nowNanos() - savedNanos >= SAVE_EVERY.toNanos()) {
      save().whenComplete((saved, failure) -> after(pause, this::step));
    } else {
      after(pause, this::step);
    }
  }

  private void failed(Throwable failure) {
    failures++;
    log.debug("[{}] verifying failed: {}", env.placement().self(), failure.toString());
    page.clear();
    if (failure instanceof DamagedRowsException) {
      // The disk gives up what cannot be read, and has other files then.
      env.metrics().count("store.scrub.corrupt");
      position = ScrubPosition.BEGIN;
    }
    if (failures >= TRIES) {
      failures = 0;
      env.metrics().count("store.scrub.skipped");
      position = behind;
    }
    after(TRY_AGAIN, this::step);
  }

  private void end() {
    long now = env.loop().nowNanos();
    Duration taken = Duration.ofNanos(now - beganNanos);
    underWay = false;
    passes++;
    endedNanos = now;
    position = ScrubPosition.BEGIN;
    env.metrics().count("store.scrub.passes");
    save();
    after(pace.restAfter(taken), () -> begin(Optional.empty()));
  }

  private CompletableFuture<Void> save() {
    savedNanos = env.loop().nowNanos();
    Bytes encoded = position.encode();
    byte[] value =
        ByteBuffer.allocate(Long.BYTES + encoded.size())
            .putLong(underWay ? savedNanos - beganNanos : 0)
            .put(encoded.array())
            .array();
    return Futures.start(
        () -> env.disk().write(new RowBatch().put(MapKeys.scrub(), Bytes.wrap(value))));
  }

  /** Verifies the next piece; empty when the last one was. */
  private CompletableFuture<Optional<ScrubPosition>> piece() {
    return switch (position.stage()) {
      case FILES -> file();
      case MAPS -> map();
      case BLOBS -> blob();
    };
  }

  private CompletableFuture<Optional<ScrubPosition>> file() {
    behind = ScrubPosition.beginOf(Stage.MAPS);
    return reading(() -> env.disk().verifyRows(position.file()))
        .thenApply(
            verified -> {
              verified.ifPresent(number -> env.metrics().count("store.scrub.files"));
              return Optional.of(
                  verified
                      .map(number -> ScrubPosition.after(number))
                      .orElse(ScrubPosition.beginOf(Stage.MAPS)));
            });
  }

  private CompletableFuture<Optional<ScrubPosition>> map() {
    behind = ScrubPosition.beginOf(Stage.BLOBS);
    return reading(() -> ArcHeads.all().scan(env.disk(), position.map(), 1))
        .thenCompose(
            maps ->
                maps.isEmpty()
                    ? CompletableFuture.completedFuture(
                        Optional.of(ScrubPosition.beginOf(Stage.BLOBS)))
                    : map(maps.get(0)));
  }

  private CompletableFuture<Optional<ScrubPosition>> map(ObjectId map) {
    behind = ScrubPosition.after(map);
    return reading(() -> table.reread(map))
        .thenApply(
            read -> {
              env.metrics().count("store.scrub.maps");
              return Optional.of(behind);
            });
  }

  private CompletableFuture<Optional<ScrubPosition>> blob() {
    BlobId next = page.poll();
    if (next != null) {
      return blob(next);
    }
    return reading(() -> env.disk().listBlobs(position.blob(), PAGE))
        .thenCompose(
            listed -> {
              page.addAll(listed);
              BlobId first = page.poll();
              return first == null
                  ? CompletableFuture.completedFuture(Optional.empty())
                  : blob(first);
            });
  }

  private CompletableFuture<Optional<ScrubPosition>> blob(BlobId id) {
    behind = ScrubPosition.after(id);
    return env.within(READ_LIMIT, limit -> verify(id, limit))
        .thenApply(
            verified -> {
              env.metrics().count("store.scrub.blobs");
              return Optional.of(behind);
            });
  }

  /** Takes its bytes from those for repairs, so that no client waits for them. */
  private CompletableFuture<Void> verify(BlobId id, CallContext limit) {
    return env.repairing()
        .acquire(BlobHolder.USUAL_BYTES, limit)
        .thenCompose(
            lease ->
                reading(() -> here.read(id, limit))
                    .whenComplete((read, failure) -> lease.release()))
        .handle((read, failure) -> Optional.ofNullable(failure).map(Futures::cause))
        .thenCompose(
            failure -> {
              if (failure.isEmpty()) {
                return Futures.done();
              }
              if (failure.get() instanceof CorruptBlobException) {
                env.metrics().count("store.scrub.corrupt");
                return Futures.done();
              }
              return CompletableFuture.failedFuture(failure.get());
            });
  }

  /** Adds the time until the disk has answered to that of the piece. */
  private <T> CompletableFuture<T> reading(Supplier<CompletableFuture<T>> read) {
    long began = env.loop().nowNanos();
    return Futures.start(read)
        .whenComplete((value, failure) -> readNanos += env.loop().nowNanos() - began);
  }
}
