// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Bytes for a data connection, as they go on the wire.
 *
 * <p>{@link #next} is called only after its last future has completed; {@link #close} at any time.
 */
public interface OutgoingBytes extends AutoCloseable {

  /** Returns the next bytes, never none; absent at the end. */
  CompletableFuture<Optional<ByteBuffer>> next();

  /** Takes bytes back that were sent, so that their memory may be used again. */
  default void recycle(ByteBuffer chunk) {}

  /** Ends the work behind it, at the end or before it. */
  @Override
  void close();
}
