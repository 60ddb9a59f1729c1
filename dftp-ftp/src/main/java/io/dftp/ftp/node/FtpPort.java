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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The FTP port of a node, and the data folder that goes with it.
 *
 * <p>A port counts as free when it can be bound. Nodes that start at the same moment may choose the
 * same one; {@link DftpNode#start} mends that. A folder that belongs to its port, as older ones do,
 * has to be free, too: its lock decides between nodes that share a parent folder.
 *
 * @param port where FTP is served
 * @param folder the opened data folder
 */
record FtpPort(int port, DataFolder folder) {

  /** How many ports are tried beyond the first. */
  private static final int FURTHER_PORTS = 100;

  /** What every data folder that has been in use has. */
  private static final String MARK = "format";

  private static final Logger log = LoggerFactory.getLogger(FtpPort.class);

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
      Optional<Path> older = olderFolder(config, port);
      try {
        DataFolder folder = DataFolder.open(older.orElse(config.data()), config.cluster(), loop);
        older.ifPresent(kept -> tell(config, kept));
        return new FtpPort(port, folder);
      } catch (DataFolderInUseException used) {
        if (candidate == last || older.isEmpty()) {
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

  /** Nobody loses a node's identity because its place is another one by now. */
  private static Optional<Path> olderFolder(DftpNodeConfig config, int port) {
    return config
        .olderData(port)
        .filter(folder -> Files.exists(folder.resolve(MARK)) && !Files.exists(config.data()));
  }

  private static void tell(DftpNodeConfig config, Path older) {
    log.warn(
        "[{}] uses the data folder {}, where it was by default before; to have it follow the name,"
            + " stop the node and rename the folder to {}",
        config.name(),
        older,
        config.data());
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
