// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.net.InetSocketAddress;

/** Says that the server cannot listen where it should, most often because the port is taken. */
public final class ServerBindException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final InetSocketAddress address;

  ServerBindException(InetSocketAddress address, Throwable cause) {
    super(
        "Cannot listen for FTP on "
            + address.getHostString()
            + ":"
            + address.getPort()
            + ": "
            + cause.getMessage(),
        cause);
    this.address = address;
  }

  /** Returns where it should have listened. */
  public InetSocketAddress address() {
    return address;
  }
}
