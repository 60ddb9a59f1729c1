// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A blob on its way out. Confined to the event loop, but for what is marked otherwise. */
final class OutgoingTransfer {

  /** What a transfer counts for beside its bytes, so that empty ones are bounded, too. */
  static final int OVERHEAD_BYTES = 256;

  /** Once more after a connection broke before anything of the blob had left. */
  private static final int MAX_ATTEMPTS = 2;

  final ByteBuffer header;
  final ByteBuffer content;
  final CompletableFuture<Void> future = new CompletableFuture<>();

  /** The connection it was announced on; null while it waits at this side. */
  @Nullable Connection connection;

  /** Its number on that connection. Confined to the channel's thread. */
  int id;

  /** What has not been written yet. Confined to the channel's thread. */
  ByteBuffer rest;

  /** Nothing more of it is to be written. Confined to the channel's thread. */
  boolean stopped;

  /**
   * The receiver may have seen the blob. Written by the channel's thread; the loop reads it after
   * that thread reported the end of the connection.
   */
  boolean granted;

  private int attempts;

  OutgoingTransfer(ByteBuffer header, ByteBuffer content) {
    this.header = header.duplicate();
    this.content = content.duplicate();
    this.rest = this.content.duplicate();
  }

  int bytes() {
    return header.remaining() + content.remaining() + OVERHEAD_BYTES;
  }

  /** Binds it to a connection, which is to announce it. */
  void startOn(Connection chosen) {
    attempts++;
    connection = chosen;
    rest = content.duplicate();
  }

  /** After its connection broke: says whether it may safely start again on another one. */
  boolean mayStartAgain() {
    return !granted && attempts < MAX_ATTEMPTS && !future.isDone();
  }

  void fail(String reason) {
    future.completeExceptionally(
        new DftpException(granted ? Outcome.MAY_HAVE_HAPPENED : Outcome.DID_NOT_HAPPEN, reason));
  }
}
