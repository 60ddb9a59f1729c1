// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A connection that says to go to another port. TLS of the JDK looks for sessions by the port, and
 * would never resume that of a control connection on a data connection.
 */
final class SamePortSocket extends Socket {
  private final Socket real;
  private final int port;
  private volatile boolean written;

  SamePortSocket(Socket real, int port) {
    this.real = real;
    this.port = port;
  }

  @Override
  public int getPort() {
    return port;
  }

  @Override
  public InetAddress getInetAddress() {
    return real.getInetAddress();
  }

  @Override
  public boolean isConnected() {
    return real.isConnected();
  }

  @Override
  public boolean isClosed() {
    return real.isClosed();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return real.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(real.getOutputStream()) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        written = true;
      }
    };
  }

  /** Tells whether anything was sent. */
  boolean hasWritten() {
    return written;
  }

  @Override
  public void shutdownOutput() throws IOException {
    real.shutdownOutput();
  }

  @Override
  public int getSoLinger() {
    return -1;
  }

  @Override
  public synchronized void close() throws IOException {
    real.close();
  }
}
