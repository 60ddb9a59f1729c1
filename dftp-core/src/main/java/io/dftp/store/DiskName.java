// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * The name of the disk of this host: random, drawn when it is first used. It stays with a disk that
 * was rolled back, and goes with one that was lost. Confined to the event loop.
 */
final class DiskName {

  private final StoreEnvironment env;
  private final CompletableFuture<Long> known;

  DiskName(StoreEnvironment env) {
    this.env = env;
    this.known =
        env.disk()
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

  /** Completes when the name is known, and durable. */
  CompletableFuture<Long> known() {
    return known;
  }

  private CompletableFuture<Long> draw() {
    long name = env.loop().random().nextLong();
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(name).array();
    return env.disk()
        .write(new RowBatch().put(MapKeys.disk(), Bytes.wrap(bytes)))
        .thenApply(durable -> name);
  }
}
