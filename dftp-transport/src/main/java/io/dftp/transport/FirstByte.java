// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells by the first byte of the other side whether it speaks TLS or frames in clear, says so, and
 * leaves. No frame of an introduction begins like a record of TLS, as it would be too long.
 * Confined to the channel's thread.
 */
final class FirstByte extends ChannelInboundHandlerAdapter {

  /** Learns what the other side speaks. */
  @FunctionalInterface
  interface Listener {

    /** Sets up what comes behind this handler; the bytes are passed on afterwards. */
    void speaks(ChannelHandlerContext context, boolean tls);
  }

  /** The types of records of TLS (RFC 8446, 5.1): change_cipher_spec to application_data. */
  private static final int FIRST_RECORD = 20;

  private static final int LAST_RECORD = 23;

  private final Listener listener;

  FirstByte(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && bytes.isReadable()) {
      int first = bytes.getUnsignedByte(bytes.readerIndex());
      listener.speaks(context, first >= FIRST_RECORD && first <= LAST_RECORD);
      context.fireChannelRead(message);
      context.pipeline().remove(this);
    } else {
      context.fireChannelRead(message);
    }
  }
}
