// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Exchange;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Cancellable;
import io.dftp.store.StoreMessage.ContentsEnded;
import io.dftp.store.StoreMessage.ContentsNoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Removes the blobs of this disk whose contents have ended: soon after somebody said so, once more
 * a little later, because repair may just have sent a copy, and from time to time all over the
 * disk, because this host may have been away. Each time the content's own map is asked; that nobody
 * knows it is no evidence, and the blobs stay. Confined to the event loop.
 */
final class EndedContents {

  private static final int MOST_WAITING = 100_000;
  private static final int PAGE = StoreMessage.MAX_ASKED;
  private static final Duration ASKED_FOR = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final Duration FIRST_WALK = Duration.ofMinutes(10);
  private static final Duration WALK_EVERY = Duration.ofHours(6);

  /** Between two contents of a walk, so that nobody notices it. */
  private static final Duration WALK_PAUSE = Duration.ofMillis(50);

  private final StoreEnvironment env;
  private final MapClient maps;
  private final BlobHolder here;
  private final Set<ObjectId> waiting = new LinkedHashSet<>();
  private Cancellable walking = () -> {};
  private boolean running;
  private boolean closed;

  EndedContents(StoreEnvironment env, MapClient maps, BlobHolder here) {
    this.env = env;
    this.maps = maps;
    this.here = here;
  }

  void start() {
    walkIn(FIRST_WALK);
  }

  void close() {
    closed = true;
    walking.cancel();
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(ContentsEnded.class, (message, exchange) -> take(message, exchange));
  }

  void take(ContentsEnded message, Exchange exchange) {
    heard(message.contents());
    exchange.reply(new ContentsNoted());
  }

  void heard(List<ObjectId> contents) {
    note(contents);
    env.loop().schedule(LOOK_AGAIN, () -> note(contents));
  }

  private void note(Collection<ObjectId> contents) {
    contents.stream().limit(Math.max(0, MOST_WAITING - waiting.size())).forEach(waiting::add);
    next();
  }

  private void next() {
    if (running || closed || waiting.isEmpty()) {
      return;
    }
    running = true;
    ObjectId content = waiting.iterator().next();
    waiting.remove(content);
    Futures.start(() -> sweep(content))
        .whenComplete(
            (done, failure) -> {
              running = false;
              env.loop().execute(this::next);
            });
  }

  /** A content that has no blob here asks nobody. */
  private CompletableFuture<Void> sweep(ObjectId content) {
    return blobsOf(content)
        .thenCompose(
            blobs ->
                blobs.isEmpty()
                    ? Futures.done()
                    : hasEnded(content)
                        .thenCompose(ended -> ended ? remove(blobs) : Futures.done()));
  }

  private CompletableFuture<List<BlobId>> blobsOf(ObjectId content) {
    List<BlobId> found = new ArrayList<>();
    return blobsOf(content, env.disk()::listBlobs, Optional.empty(), found)
        .thenCompose(listed -> blobsOf(content, env.disk()::damagedBlobs, Optional.empty(), found));
  }

  private CompletableFuture<Boolean> hasEnded(ObjectId content) {
    return env.within(
        ASKED_FOR,
        limit -> maps.get(content, MapState.ENDED, limit).thenApply(rows -> !rows.isEmpty()));
  }

  private CompletableFuture<Void> remove(List<BlobId> blobs) {
    return Futures.forEach(
        blobs,
        1,
        blob -> {
          here.retire(blob);
          env.metrics().count("store.blobs.reclaimed");
          return here.drop(blob);
        });
  }

  /** Blobs of this disk in their order. */
  private interface Listing {
    CompletableFuture<List<BlobId>> after(Optional<BlobId> last, int limit);
  }

  private CompletableFuture<List<BlobId>> blobsOf(
      ObjectId content, Listing listing, Optional<BlobId> after, List<BlobId> found) {
    return listing
        .after(after.or(() -> BlobId.lastBefore(content)), PAGE)
        .thenCompose(
            page -> {
              List<BlobId> own =
                  page.stream().filter(blob -> blob.content().equals(content)).toList();
              found.addAll(own);
              return own.isEmpty() || own.size() < page.size()
                  ? CompletableFuture.completedFuture(found)
                  : blobsOf(content, listing, Optional.of(own.get(own.size() - 1)), found);
            });
  }

  private void walkIn(Duration delay) {
    if (!closed) {
      walking =
          env.loop()
              .schedule(
                  delay,
                  () ->
                      walk(env.disk()::listBlobs, Optional.empty())
                          .thenCompose(all -> walk(env.disk()::damagedBlobs, Optional.empty()))
                          .whenComplete((done, failure) -> walkIn(WALK_EVERY)));
    }
  }

  /** Asks of each content that has a blob in the listing whether it has ended. */
  private CompletableFuture<Void> walk(Listing listing, Optional<BlobId> after) {
    return listing
        .after(after, PAGE)
        .thenCompose(
            page -> {
              if (page.isEmpty() || closed) {
                return Futures.done();
              }
              Set<ObjectId> contents = new LinkedHashSet<>();
              page.forEach(blob -> contents.add(blob.content()));
              return Futures.forEach(List.copyOf(contents), 1, this::lookAt)
                  .thenCompose(done -> walk(listing, Optional.of(page.get(page.size() - 1))));
            });
  }

  private CompletableFuture<Void> lookAt(ObjectId content) {
    return env.after(WALK_PAUSE)
        .thenCompose(
            passed -> closed ? CompletableFuture.completedFuture(false) : hasEnded(content))
        .thenCompose(ended -> ended ? blobsOf(content).thenCompose(this::remove) : Futures.done());
  }
}
