// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import io.dftp.runtime.CallContext;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * One request at the host that serves it, ended by exactly one of {@link #reply} and {@link #fail};
 * what comes later is ignored. Confined to the event loop.
 */
public interface Exchange {

  /** Returns who asks, or who sent the one-way message. */
  NodeAddress from();

  /**
   * Returns the blob that came with the request; empty when none did. It is valid until the end.
   */
  ByteBuffer content();

  /**
   * Returns the deadline of the one who asks; it is cancelled when the answer is no longer wanted.
   */
  CallContext context();

  /** Answers. Does nothing for a one-way message. */
  void reply(Message answer);

  /**
   * Answers with a blob of at most {@link BulkTransport#MAX_CONTENT_BYTES}.
   *
   * @return completes, never with a failure, when the blob is no longer held for this answer
   */
  CompletableFuture<Void> reply(Message answer, ByteBuffer content);

  /** Answers that it failed; outcome and message of the failure travel back. */
  void fail(Throwable failure);
}
