// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * The name of the disk of this host: random, drawn when it is first used. It stays with a disk that
 * was rolled back, and goes with one that was lost, or that lost rows. Confined to the event loop.
 */
final class DiskName {

  private final StoreEnvironment env;
  private CompletableFuture<Long> known;
  private boolean drawn;

  DiskName(StoreEnvironment env) {
    this.env = env;
    this.known = load();
  }

  private CompletableFuture<Long> load() {
    return env.disk()
        .patiently(
            () ->
                env.disk()
                    .get(MapKeys.disk())
                    .thenCompose(
                        stored ->
                            stored.isPresent()
                                ? CompletableFuture.completedFuture(
                                    stored.get().toBuffer().getLong())
                                : draw()));
  }

  /** Says whether the rows that are here had no name when the process began. */
  boolean isDrawn() {
    return drawn;
  }

  /** Rows may be missing from now on: nothing is said under the former name any more. */
  void lost() {
    known = new CompletableFuture<>();
  }

  /** Takes a new name, after the former has gone from the disk. */
  void renew() {
    Futures.pass(load(), known);
  }

  /** Completes when the name is known, and durable. */
  CompletableFuture<Long> known() {
    return known;
  }

  private CompletableFuture<Long> draw() {
    drawn = true;
    long name = env.loop().random().nextLong();
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(name).array();
    return env.disk()
        .write(new RowBatch().put(MapKeys.disk(), Bytes.wrap(bytes)))
        .thenApply(durable -> name);
  }
}
