// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts control connections whose urgent bytes keep their place among the others, and turns away
 * at once those for which there is no room: before anything is set up for them, so that a flood of
 * them takes one file descriptor.
 *
 * <p>By default the system takes an urgent byte out of the stream, where nobody reads it. A client
 * that sends a whole {@code ABOR} as urgent data would lose the end of its line, and every later
 * command would be read as a part of it.
 */
final class ControlListener extends NioServerSocketChannel {
  /** Who came in by a connection. */
  static final AttributeKey<Admission.Guest> GUEST = AttributeKey.valueOf("dftp.guest");

  private static final Logger log = LoggerFactory.getLogger(ControlListener.class);

  private final ServerContext server;
  private final boolean underTls;

  ControlListener(ServerContext server, boolean underTls) {
    this.server = server;
    this.underTls = underTls;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    SocketChannel connection = javaChannel().accept();
    if (connection == null) {
      return 0;
    }
    InetAddress peer;
    try {
      peer = ((InetSocketAddress) connection.getRemoteAddress()).getAddress();
      connection.socket().setOOBInline(true);
    } catch (SocketException gone) {
      connection.close();
      return 0;
    }
    Optional<Admission.Guest> guest = server.admission().enter(peer, System.nanoTime());
    if (guest.isEmpty()) {
      turnAway(connection, peer);
      return 0;
    }
    NioSocketChannel channel = new NioSocketChannel(this, connection);
    channel.attr(GUEST).set(guest.get());
    channel.closeFuture().addListener(closed -> server.admission().leave(guest.get()));
    accepted.add(channel);
    return 1;
  }

  private void turnAway(SocketChannel connection, InetAddress peer) {
    log.debug("[{}] Refused {}: too many.", server.config().name(), peer);
    try (connection) {
      if (!underTls) {
        FtpReply reply = FtpReply.of(ReplyCode.UNAVAILABLE, "Too many connections; try later.");
        connection.configureBlocking(false);
        connection.write(ByteBuffer.wrap(reply.encode()));
      }
    } catch (IOException gone) {
      log.debug("[{}] {} has gone: {}", server.config().name(), peer, gone.toString());
    }
  }
}
