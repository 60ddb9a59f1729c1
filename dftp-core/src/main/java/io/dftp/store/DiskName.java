// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The name of the disk of this host: random, drawn when it is first used. It stays with a disk that
 * was rolled back, and goes with one that was lost, or that lost rows. Confined to the event loop.
 */
final class DiskName {

  /** A disk that has no room for its name now may have it later. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  private final StoreEnvironment env;
  private CompletableFuture<Long> known = new CompletableFuture<>();
  private boolean drawn;

  DiskName(StoreEnvironment env) {
    this.env = env;
    renew();
  }

  /** Says whether the rows that are here had no name when the process began. */
  boolean isDrawn() {
    return drawn;
  }

  /** Completes when the name is known, and durable. */
  CompletableFuture<Long> known() {
    return known;
  }

  /** Rows may be missing from now on: nothing is said under the former name any more. */
  void lost() {
    known = new CompletableFuture<>();
  }

  /** Reads the name, or takes one after the former has gone from the disk. */
  void renew() {
    CompletableFuture<Long> wanted = known;
    env.watch()
        .patiently(this::load)
        .whenComplete(
            (name, failure) -> {
              if (failure == null) {
                wanted.complete(name);
              } else if (env.watch().isFailed()) {
                wanted.completeExceptionally(failure);
              } else if (wanted == known) {
                env.loop().schedule(TRY_AGAIN, this::renew);
              }
            });
  }

  private CompletableFuture<Long> load() {
    return env.disk()
        .get(LocalStore.NAME)
        .thenCompose(
            stored ->
                stored.isPresent()
                    ? CompletableFuture.completedFuture(stored.get().toBuffer().getLong())
                    : draw());
  }

  private CompletableFuture<Long> draw() {
    drawn = true;
    long name = env.loop().random().nextLong();
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(name).array();
    return env.disk()
        .write(new RowBatch().put(LocalStore.NAME, Bytes.wrap(bytes)))
        .thenApply(durable -> name);
  }
}
