// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.command.FileErrorReplies;
import io.dftp.ftp.command.OutgoingBytes;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a file or a listing: asks for more while the connection takes it, then half-closes and
 * waits a little for the client's end, so that no reset eats the last bytes.
 */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class Download extends Transfer {
  /** After so many chunks in a row the other connections of the event loop have their turn. */
  private static final int CHUNKS_PER_TURN = 16;

  private final OutgoingBytes bytes;
  private @Nullable Channel data;
  private int unwrittenChunks;
  private boolean asking;
  private boolean ended;
  private boolean lost;
  private boolean over;

  Download(FtpServerConfig config, EventLoop loop, OutgoingBytes bytes) {
    super(config, loop);
    this.bytes = bytes;
  }

  @Override
  void begun(Channel channel) {
    data = channel;
    // What comes in is thrown away; reading is how a reset is noticed.
    channel.config().setAutoRead(true);
    pump();
  }

  @Override
  public void received(ByteBuf unexpected) {
    unexpected.release();
  }

  @Override
  public void writabilityChanged() {
    pump();
  }

  @Override
  public void inputEnded() {
    if (over) {
      closeData();
    }
  }

  @Override
  public void broken(Throwable cause) {
    if (data == null || unwrittenChunks > 0) {
      super.broken(cause);
      return;
    }
    // TCP has taken all that there was so far. If that was the file, it is sent: a client that
    // leaves early has what it wanted.
    lost = true;
    pump();
  }

  @Override
  boolean isOver() {
    return over;
  }

  @Override
  FtpReply stalled() {
    return asking || lost
        ? FtpReply.of(ReplyCode.LOCAL_ERROR, "The data could not be read in time.")
        : FtpReply.of(ReplyCode.TRANSFER_BROKEN, "No data were taken for too long.");
  }

  @Override
  void cancel(FtpReply reply) {
    if (over) {
      return;
    }
    over = true;
    bytes.close();
    dropData();
    finish(reply);
  }

  private void pump() {
    for (int i = 0; i < CHUNKS_PER_TURN; i++) {
      if (over || asking || ended || data == null || !(lost || data.isWritable())) {
        return;
      }
      asking = true;
      CompletableFuture<Optional<ByteBuffer>> next = ask();
      if (!next.isDone()) {
        LoopCallbacks.whenDone(
            next,
            loop,
            (chunk, failure) -> {
              arrived(chunk, failure);
              pump();
            });
        return;
      }
      LoopCallbacks.whenDone(next, loop, this::arrived);
    }
    loop.execute(this::pump);
  }

  private CompletableFuture<Optional<ByteBuffer>> ask() {
    try {
      return bytes.next();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void arrived(Optional<ByteBuffer> chunk, @Nullable Throwable failure) {
    asking = false;
    if (failure != null) {
      cancel(FileErrorReplies.duringTransfer(failure));
    } else if (over || data == null) {
      chunk.ifPresent(bytes::recycle);
    } else if (chunk.isEmpty()) {
      ended = true;
      halfCloseIfSent((SocketChannel) data);
    } else if (lost) {
      chunk.ifPresent(bytes::recycle);
      unsent();
    } else {
      write((SocketChannel) data, chunk.get());
    }
  }

  private void write(SocketChannel channel, ByteBuffer chunk) {
    int size = chunk.remaining();
    boolean kept = chunk.isDirect();
    // The socket would copy it too; so its source need not keep it until a slow client has it.
    ByteBuf out =
        kept ? Unpooled.wrappedBuffer(chunk) : channel.alloc().directBuffer(size).writeBytes(chunk);
    if (!kept) {
      bytes.recycle(chunk);
    }
    unwrittenChunks++;
    channel
        .writeAndFlush(out)
        .addListener(
            written -> {
              unwrittenChunks--;
              if (kept) {
                bytes.recycle(chunk);
              }
              if (written.isSuccess()) {
                moved(size);
                halfCloseIfSent(channel);
              } else {
                unsent();
              }
            });
  }

  private void unsent() {
    cancel(FtpReply.of(ReplyCode.TRANSFER_BROKEN, "The data connection broke."));
  }

  private void halfCloseIfSent(Channel channel) {
    if (over || !ended || unwrittenChunks > 0) {
      return;
    }
    over = true;
    bytes.close();
    boolean peerIsDone = ((SocketChannel) channel).isInputShutdown();
    HalfClose.of(channel)
        .addListener(
            done -> {
              finish(FtpReply.of(ReplyCode.DATA_DONE, "All is sent."));
              if (peerIsDone) {
                channel.close();
              }
            });
    long grace = config.times().closing().toMillis();
    loop.schedule(() -> channel.close(), grace, TimeUnit.MILLISECONDS);
  }
}
