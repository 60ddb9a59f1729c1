// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Puts the tag behind each outgoing frame, in the order in which the frames leave. Each write is
 * one whole frame. Confined to the channel's thread.
 */
final class FrameSealer extends ChannelOutboundHandlerAdapter {

  private @Nullable FrameSeal seal;

  /** Seals all frames from the next one on. */
  void start(FrameSeal outgoing) {
    seal = outgoing;
  }

  /** Seals no more. */
  void stop() {
    seal = null;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (seal != null && message instanceof ByteBuf frame) {
      int start = frame.readerIndex();
      int length = frame.readableBytes() - Frame.HEADER_BYTES - Frame.TRAILER_BYTES;
      seal.header(frame, start);
      // The buffer has room for it, see Frame.encode.
      frame.writeBytes(seal.payload(frame, start + Frame.HEADER_BYTES, length));
    }
    context.write(message, promise);
  }
}
