// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.command.FileErrorReplies;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Receives a file. It reads from the socket only while less than the window is on its way into the
 * sink, so a slow sink slows the client and never fills the heap. What counts is the memory that
 * waits, and not the bytes that a client was pleased to put in it.
 */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class Upload extends Transfer {
  /** Within what time after the data the control connection of a killed client has ended too. */
  private static final int FAREWELL_MILLIS = 5;

  /** Of fewer bytes the whole comes at one moment, and nothing is waited for. */
  private static final int LONG_BYTES = 64 * 1024;

  /** What a small read costs beside its bytes. */
  private static final int OVERHEAD_BYTES = 512;

  private final FileSink sink;
  private final BooleanSupplier clientHasGone;
  private @Nullable Channel data;
  private int inFlightBytes;
  private boolean inputEnded;
  private boolean farewellAwaited;
  private boolean over;

  /**
   * Creates an upload.
   *
   * @param clientHasGone looks whether the client has closed its control connection
   */
  Upload(FtpServerConfig config, EventLoop loop, FileSink sink, BooleanSupplier clientHasGone) {
    super(config, loop);
    this.sink = sink;
    this.clientHasGone = clientHasGone;
  }

  @Override
  void begun(Channel channel) {
    data = channel;
    readMore();
  }

  @Override
  public void received(ByteBuf read) {
    int size = read.readableBytes();
    if (over || size == 0) {
      read.release();
      return;
    }
    moved(size);
    boolean mostlyEmpty = size <= read.capacity() / 2;
    ByteBuf bytes = mostlyEmpty ? compact(read) : read;
    int held = bytes.capacity() + (mostlyEmpty ? OVERHEAD_BYTES : 0);
    inFlightBytes += held;
    LoopCallbacks.whenDone(
        guarded(() -> sink.write(bytes.nioBuffer())),
        loop,
        (done, failure) -> written(bytes, held, failure));
    readMore();
  }

  @Override
  public void writabilityChanged() {}

  @Override
  public void inputEnded() {
    inputEnded = true;
    commitIfComplete();
  }

  @Override
  boolean isOver() {
    return over;
  }

  @Override
  FtpReply stalled() {
    return inFlightBytes > 0
        ? FtpReply.of(ReplyCode.LOCAL_ERROR, "The data could not be stored in time.")
        : FtpReply.of(ReplyCode.TRANSFER_BROKEN, "No data came for too long.");
  }

  @Override
  void cancel(FtpReply reply) {
    if (over) {
      return;
    }
    over = true;
    dropData();
    LoopCallbacks.whenDone(guarded(sink::abort), loop, (done, failure) -> finish(reply));
    long grace = config.times().closing().toMillis();
    loop.schedule(() -> finish(reply), grace, TimeUnit.MILLISECONDS);
  }

  /** Each read has room for a large chunk; one that is mostly empty is copied to a small one. */
  private static ByteBuf compact(ByteBuf read) {
    int size = read.readableBytes();
    ByteBuf small = read.alloc().directBuffer(size, size).writeBytes(read);
    read.release();
    return small;
  }

  private void written(ByteBuf bytes, int held, @Nullable Throwable failure) {
    bytes.release();
    inFlightBytes -= held;
    if (failure != null) {
      cancel(FileErrorReplies.duringTransfer(failure));
      return;
    }
    readMore();
    commitIfComplete();
  }

  private void readMore() {
    int window = config.limits().transferWindowBytes();
    if (data != null && !over && !inputEnded && inFlightBytes + DataChannel.CHUNK_BYTES <= window) {
      data.read();
    }
  }

  private void commitIfComplete() {
    if (!inputEnded || inFlightBytes > 0 || over) {
      return;
    }
    // The end of the data does not say that they are all: a client that is killed ends both
    // connections, one after the other, and one that has sent all waits for the reply.
    if (!farewellAwaited && bytes() > LONG_BYTES) {
      farewellAwaited = true;
      loop.schedule(this::commitIfComplete, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (clientHasGone.getAsBoolean()) {
      cancel(FtpReply.of(ReplyCode.TRANSFER_BROKEN, "The control connection was closed."));
    }
    if (over) {
      return;
    }
    over = true;
    closeData();
    LoopCallbacks.whenDone(guarded(sink::commit), loop, this::committed);
  }

  private void committed(Receipt receipt, @Nullable Throwable failure) {
    finish(
        failure == null
            ? FtpReply.of(ReplyCode.DATA_DONE, receipt.text())
            : FileErrorReplies.duringTransfer(failure));
  }

  private static <T> CompletableFuture<T> guarded(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
