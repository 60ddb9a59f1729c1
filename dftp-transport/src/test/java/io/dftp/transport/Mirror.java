// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** Answers one challenge with a nonce of its own, and from then on says what it was told. */
final class Mirror implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final Wiretap.Wrap asHost;

  Mirror(Wiretap.Wrap asHost) throws IOException {
    this.asHost = asHost;
    Thread thread = new Thread(this::run, "mirror");
    thread.setDaemon(true);
    thread.start();
  }

  NodeAddress address() {
    return new NodeAddress("127.0.0.1", server.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void run() {
    try (Socket socket = asHost.wrapped(server.accept())) {
      InputStream in = socket.getInputStream();
      in.readNBytes(Frame.HEADER_BYTES + Challenge.BYTES + Frame.TRAILER_BYTES);
      socket
          .getOutputStream()
          .write(
              FrameProperties.frame(
                  FrameType.ANSWER, 0, ByteBuffer.allocate(Challenge.NONCE_BYTES)));
      in.transferTo(socket.getOutputStream());
    } catch (SocketException | SSLException closed) {
      return;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
