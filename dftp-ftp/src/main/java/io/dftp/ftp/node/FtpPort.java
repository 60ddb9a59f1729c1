// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.ftp.disk.DataFolder;
import io.dftp.ftp.disk.DataFolderException;
import io.dftp.ftp.disk.DataFolderInUseException;
import io.dftp.runtime.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The FTP port of a node, and the data folder that goes with it.
 *
 * <p>A port counts as free when it can be bound and its data folder can be locked. The lock decides
 * between nodes that start at the same moment and share a parent folder: who has it binds the port
 * for good later. Nodes with folders of their own may choose the same one; {@link DftpNode#start}
 * mends that.
 *
 * @param port where FTP is served
 * @param folder the opened data folder
 */
record FtpPort(int port, DataFolder folder) {

  /** How many ports are tried beyond the first. */
  private static final int FURTHER_PORTS = 100;

  /**
   * Chooses the port and opens the folder.
   *
   * @throws StartException if no port is free or the folder cannot be used
   */
  static FtpPort choose(DftpNodeConfig config, EventLoop loop)
      throws StartException, DataFolderException {
    int first = config.ftpPort();
    int last =
        config.ftpPortExactly() || first == 0 ? first : Math.min(65_535, first + FURTHER_PORTS);
    IOException reason = new IOException("no port was tried");
    for (int candidate = first; candidate <= last; candidate++) {
      int port;
      try {
        port = bindable(config.ftpBind(), candidate);
      } catch (IOException taken) {
        reason = taken;
        continue;
      }
      try {
        return new FtpPort(port, DataFolder.open(config.data(port), config.cluster(), loop));
      } catch (DataFolderInUseException used) {
        if (candidate == last || !config.hasFolderPerPort()) {
          throw used;
        }
        reason = used;
      }
    }
    throw new StartException(
        "cannot serve FTP on "
            + config.ftpBind()
            + ":"
            + first
            + (last > first ? " to " + last : "")
            + ": "
            + reason.getMessage()
            + "; choose another with --ftp-port",
        reason);
  }

  /** Returns the port that could be bound: the candidate, or a free one for 0. */
  private static int bindable(String host, int candidate) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), candidate));
      return probe.getLocalPort();
    }
  }
}
