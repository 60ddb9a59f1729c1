// SPDX-License-Identifier: Apache-2.0
package io.dftp.runtime;

import java.util.concurrent.CompletableFuture;

/**
 * A small value that survives power loss: identity, incarnation, promises, last-known peers.
 *
 * <p>Confined to the event loop.
 */
public interface DurableCell {

  /** The largest value in bytes. */
  int MAX_BYTES = 64 * 1024;

  /** Returns the value that was last made durable; empty bytes when there never was one. */
  byte[] value();

  /**
   * Replaces the value. The result completes on the event loop once it is durable, or fails, and
   * then the old value may or may not stand. Of several writes in flight the last one wins.
   */
  CompletableFuture<Void> write(byte[] value);
}
