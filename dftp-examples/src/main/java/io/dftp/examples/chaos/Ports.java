// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/** Ports that nobody uses, below those that the system gives to connections. */
final class Ports {

  private static final int LOWEST = 20_000;
  private static final int COUNT = 12_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ports() {}

  /** Returns a port that is free for TCP and UDP. */
  static int free() {
    int port = LOWEST + RANDOM.nextInt(COUNT);
    while (!isFree(port)) {
      port = LOWEST + RANDOM.nextInt(COUNT);
    }
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
