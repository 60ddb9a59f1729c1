// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Somebody who speaks TLS as hosts do, with a certificate of his own, and not by Netty. */
final class TlsStranger {

  private TlsStranger() {}

  /** Makes the handshake over a connection that it dialled, or took. */
  static SSLSocket handshake(Socket connected, boolean dialling) throws IOException {
    SSLSocket socket = unshaken(connected, dialling);
    socket.startHandshake();
    return socket;
  }

  static SSLSocket unshaken(Socket connected, boolean dialling) throws IOException {
    connected.setSoTimeout(20_000);
    SSLSocket socket =
        (SSLSocket)
            RingTls.context(EphemeralCertificate.fresh())
                .getSocketFactory()
                .createSocket(connected, "127.0.0.1", connected.getPort(), true);
    socket.setUseClientMode(dialling);
    if (!dialling) {
      socket.setNeedClientAuth(true);
    }
    return socket;
  }
}
