// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.net.InetSocketAddress;

/**
 * What an FTP server listens on and may use.
 *
 * @param name names the server in its log
 * @param address where control connections come in; port 0 takes any free one
 * @param passivePorts where data connections come in
 * @param limits how much clients may take
 * @param times how long clients may take
 * @param threads event loops, at least 1; more than the cores do not help
 */
public record FtpServerConfig(
    String name,
    InetSocketAddress address,
    PortRange passivePorts,
    SessionLimits limits,
    TimeLimits times,
    int threads) {

  /** Checks the range. */
  public FtpServerConfig {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
  }

  /** Returns the defaults for a server at this address: two event loops, any passive port. */
  public static FtpServerConfig at(InetSocketAddress address) {
    return new FtpServerConfig(
        "ftp", address, PortRange.any(), SessionLimits.defaults(), TimeLimits.defaults(), 2);
  }

  /** Returns the same with another name in the log. */
  public FtpServerConfig withName(String newName) {
    return new FtpServerConfig(newName, address, passivePorts, limits, times, threads);
  }

  /** Returns the same with other passive ports. */
  public FtpServerConfig withPassivePorts(PortRange newPorts) {
    return new FtpServerConfig(name, address, newPorts, limits, times, threads);
  }

  /** Returns the same with other limits. */
  public FtpServerConfig withLimits(SessionLimits newLimits) {
    return new FtpServerConfig(name, address, passivePorts, newLimits, times, threads);
  }

  /** Returns the same with other times. */
  public FtpServerConfig withTimes(TimeLimits newTimes) {
    return new FtpServerConfig(name, address, passivePorts, limits, newTimes, threads);
  }

  /** Returns the same with another number of event loops. */
  public FtpServerConfig withThreads(int newThreads) {
    return new FtpServerConfig(name, address, passivePorts, limits, times, newThreads);
  }
}
