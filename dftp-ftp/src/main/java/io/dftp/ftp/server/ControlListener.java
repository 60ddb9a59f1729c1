// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Accepts control connections whose urgent bytes keep their place among the others.
 *
 * <p>By default the system takes an urgent byte out of the stream, where nobody reads it. A client
 * that sends a whole {@code ABOR} as urgent data would lose the end of its line, and every later
 * command would be read as a part of it.
 */
final class ControlListener extends NioServerSocketChannel {

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    SocketChannel connection = javaChannel().accept();
    if (connection == null) {
      return 0;
    }
    try {
      connection.socket().setOOBInline(true);
    } catch (SocketException gone) {
      connection.close();
      return 0;
    }
    accepted.add(new NioSocketChannel(this, connection));
    return 1;
  }
}
