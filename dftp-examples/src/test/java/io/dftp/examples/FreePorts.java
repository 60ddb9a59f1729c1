// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/**
 * Ports that nobody uses at the moment, below the range from which the system takes the local ports
 * of connections.
 */
final class FreePorts {

  private static final int LOWEST = 20_000;
  private static final int COUNT = 12_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private FreePorts() {}

  /** Returns a port that is free for TCP and UDP. */
  static int next() {
    int port;
    do {
      port = LOWEST + RANDOM.nextInt(COUNT);
    } while (!isFree(port));
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        DatagramSocket udp = new DatagramSocket(port)) {
      return tcp.getLocalPort() == udp.getLocalPort();
    } catch (IOException taken) {
      return false;
    }
  }
}
