// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;

/** Somebody on the path: passes connections on, keeps what was said, and may change it. */
final class Wiretap implements AutoCloseable {

  private final ServerSocket server;
  private final NodeAddress to;
  private final UnaryOperator<byte[]> towardsHost;
  private final List<Socket> sockets = new ArrayList<>();
  private final ByteArrayOutputStream fromDialler = new ByteArrayOutputStream();
  private final ByteArrayOutputStream fromHost = new ByteArrayOutputStream();
  private final Wrap near;
  private final Wrap far;

  /** What somebody on the path makes of a connection before he passes it on. */
  interface Wrap {
    Socket wrapped(Socket socket) throws IOException;
  }

  Wiretap(NodeAddress to) throws IOException {
    this(to, bytes -> bytes);
  }

  /**
   * Creates it.
   *
   * @param towardsHost makes of what was read from the dialler what the host gets
   */
  Wiretap(NodeAddress to, UnaryOperator<byte[]> towardsHost) throws IOException {
    this(to, towardsHost, socket -> socket, socket -> socket);
  }

  Wiretap(NodeAddress to, UnaryOperator<byte[]> towardsHost, Wrap near, Wrap far)
      throws IOException {
    this.to = to;
    this.near = near;
    this.far = far;
    this.towardsHost = towardsHost;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Returns where to dial instead. */
  NodeAddress address() {
    return new NodeAddress("127.0.0.1", server.getLocalPort());
  }

  /** Returns all that diallers have said so far. */
  byte[] heard() {
    synchronized (fromDialler) {
      return fromDialler.toByteArray();
    }
  }

  /** Returns all that the host has said so far. */
  byte[] answered() {
    synchronized (fromHost) {
      return fromHost.toByteArray();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket dialler = near.wrapped(server.accept());
      Socket host = far.wrapped(new Socket(to.host(), to.port()));
      synchronized (sockets) {
        sockets.add(dialler);
        sockets.add(host);
      }
      start(() -> pass(dialler, host, true));
      start(() -> pass(host, dialler, false));
    }
  }

  private void pass(Socket from, Socket into, boolean towards) throws IOException {
    try (into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      byte[] buffer = new byte[65_536];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, read);
        ByteArrayOutputStream heard = towards ? fromDialler : fromHost;
        synchronized (heard) {
          heard.write(bytes);
        }
        if (towards) {
          bytes = towardsHost.apply(bytes);
        }
        out.write(bytes);
      }
    }
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (SocketException | SSLException closed) {
                return;
              } catch (IOException failure) {
                throw new AssertionError(failure);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private interface Task {
    void run() throws IOException;
  }
}
