// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Moves the bytes of one transfer, and ends with the one reply that says how it went. Confined to
 * the session's event loop.
 */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
abstract class Transfer implements DataChannel.Listener {
  final FtpServerConfig config;
  final EventLoop loop;
  private final CompletableFuture<FtpReply> end = new CompletableFuture<>();
  private @Nullable Channel data;
  private @Nullable Future<?> stallTimer;
  private long bytes;
  private long bytesAtLastCheck = -1;

  Transfer(FtpServerConfig config, EventLoop loop) {
    this.config = config;
    this.loop = loop;
  }

  /** Returns the last reply, completed on the event loop. */
  final CompletableFuture<FtpReply> end() {
    return end;
  }

  /** Returns how many bytes have moved. */
  final long bytes() {
    return bytes;
  }

  /** Takes the data connection and moves the first bytes. */
  final void begin(Channel channel) {
    if (isOver()) {
      DataChannel.drop(channel);
      return;
    }
    data = channel;
    DataChannel.attach(channel, this);
    if (!isOver()) {
      begun(channel);
      watchForStall();
    }
  }

  /**
   * Breaks off and gives up what was opened for the transfer; {@link #end} completes with this
   * reply soon after. Does nothing if it is too late, because the transfer is complete or breaks
   * off already.
   */
  abstract void cancel(FtpReply reply);

  /** Starts to move bytes. */
  abstract void begun(Channel channel);

  /** Tells whether no more bytes will move. */
  abstract boolean isOver();

  /** Returns the reply for a transfer in which nothing moves any more. */
  abstract FtpReply stalled();

  @Override
  public void broken(Throwable cause) {
    cancel(FtpReply.of(ReplyCode.TRANSFER_BROKEN, "The data connection broke."));
  }

  final void moved(int count) {
    bytes += count;
  }

  final void finish(FtpReply reply) {
    if (stallTimer != null) {
      // It would keep the transfer in memory long after its end.
      stallTimer.cancel(false);
    }
    end.complete(reply);
  }

  final void closeData() {
    if (data != null) {
      data.close();
    }
  }

  /** Closes without a word, also under TLS: what was broken off must not look complete. */
  final void dropData() {
    if (data != null) {
      DataChannel.drop(data);
    }
  }

  private void watchForStall() {
    if (isOver()) {
      return;
    }
    if (bytes == bytesAtLastCheck) {
      cancel(stalled());
      return;
    }
    bytesAtLastCheck = bytes;
    stallTimer =
        loop.schedule(this::watchForStall, config.times().stall().toNanos(), TimeUnit.NANOSECONDS);
  }
}
