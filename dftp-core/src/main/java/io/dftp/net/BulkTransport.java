// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Carries blobs beside the {@link Transport}, so that bulk bytes never delay a message.
 *
 * <p>Each transfer is one small header and one bounded blob. At most a window of bytes per peer is
 * on its way and not yet released by the receiver; what goes beyond waits at the sender. So a slow
 * disk behind the receiver slows the sender, and neither heap fills. Whoever sends bounds what
 * waits by the byte budget of the process. Confined to the event loop, and calls its receiver
 * there.
 */
public interface BulkTransport {

  /** The longest header in bytes. */
  int MAX_HEADER_BYTES = 16 * 1024;

  /** The longest blob in bytes. */
  int MAX_CONTENT_BYTES = 8 * 1024 * 1024;

  /**
   * Sends a header and a blob. Neither must change before the transfer ends.
   *
   * @return completes when the receiver has released the bytes; fails with a {@link
   *     io.dftp.runtime.DftpException} when the peer cannot be reached or the connection breaks
   *     before. Cancelling it ends the transfer as soon as possible: what has not left yet is never
   *     sent
   */
  CompletableFuture<Void> sendBulk(NodeAddress to, ByteBuffer header, ByteBuffer content);

  /** Names the one who takes what arrives; to be called once, before the first transfer. */
  void listenBulk(Receiver receiver);

  /** Takes what arrives. */
  interface Receiver {

    /**
     * A whole blob arrived. The buffers belong to the receiver.
     *
     * @param release to be run once, on the event loop, when the bytes are used up; it makes room
     *     in the window of the sender
     */
    void received(NodeAddress from, ByteBuffer header, ByteBuffer content, Runnable release);
  }
}
