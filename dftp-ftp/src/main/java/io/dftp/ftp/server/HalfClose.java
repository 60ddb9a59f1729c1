// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends what this side sends, and keeps the other direction open. */
// Who waits for the end waits for the result.
@SuppressWarnings("FutureReturnValueIgnored")
final class HalfClose {

  private HalfClose() {}

  /** Under TLS it says so first: an end that anybody can make is none (RFC 8446 section 6.1). */
  static ChannelFuture of(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    SocketChannel socket = (SocketChannel) channel;
    if (tls == null) {
      return socket.shutdownOutput();
    }
    ChannelPromise ended = channel.newPromise();
    tls.closeOutbound()
        .addListener(
            said -> {
              if (said.isSuccess()) {
                socket.shutdownOutput(ended);
              } else {
                ended.setFailure(said.cause());
              }
            });
    return ended;
  }
}
