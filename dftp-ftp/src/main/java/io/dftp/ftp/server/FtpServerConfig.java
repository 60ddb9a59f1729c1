// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.tls.TlsConfig;
import io.dftp.ftp.tls.TlsMode;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What an FTP server listens on and may use.
 *
 * @param name names the server in its log
 * @param address where control connections come in; port 0 takes any free one
 * @param passivePorts where data connections come in
 * @param limits how much clients may take
 * @param times how long clients may take
 * @param threads event loops, at least 1; more than the cores do not help
 * @param tls how connections are encrypted
 * @param implicitAddress where control connections come in that are under TLS from their first
 *     byte; none if empty
 */
public record FtpServerConfig(
    String name,
    InetSocketAddress address,
    PortRange passivePorts,
    SessionLimits limits,
    TimeLimits times,
    int threads,
    TlsConfig tls,
    Optional<InetSocketAddress> implicitAddress) {

  /** Checks the range. */
  public FtpServerConfig {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
    if (implicitAddress.isPresent() && tls.mode() == TlsMode.OFF) {
      throw new IllegalArgumentException("A port for TLS needs TLS.");
    }
  }

  /** Returns the defaults for a server at this address: two event loops, any passive port. */
  public static FtpServerConfig at(InetSocketAddress address) {
    return new FtpServerConfig(
        "ftp",
        address,
        PortRange.any(),
        SessionLimits.defaults(),
        TimeLimits.defaults(),
        2,
        TlsConfig.off(),
        Optional.empty());
  }

  /** Returns the same with another name in the log. */
  public FtpServerConfig withName(String newName) {
    return new FtpServerConfig(
        newName, address, passivePorts, limits, times, threads, tls, implicitAddress);
  }

  /** Returns the same with other passive ports. */
  public FtpServerConfig withPassivePorts(PortRange newPorts) {
    return new FtpServerConfig(
        name, address, newPorts, limits, times, threads, tls, implicitAddress);
  }

  /** Returns the same with other limits. */
  public FtpServerConfig withLimits(SessionLimits newLimits) {
    return new FtpServerConfig(
        name, address, passivePorts, newLimits, times, threads, tls, implicitAddress);
  }

  /** Returns the same with other times. */
  public FtpServerConfig withTimes(TimeLimits newTimes) {
    return new FtpServerConfig(
        name, address, passivePorts, limits, newTimes, threads, tls, implicitAddress);
  }

  /** Returns the same with another number of event loops. */
  public FtpServerConfig withThreads(int newThreads) {
    return new FtpServerConfig(
        name, address, passivePorts, limits, times, newThreads, tls, implicitAddress);
  }

  /** Returns the same with another way to encrypt. */
  public FtpServerConfig withTls(TlsConfig newTls) {
    return new FtpServerConfig(
        name, address, passivePorts, limits, times, threads, newTls, implicitAddress);
  }

  /** Returns the same with another address for connections that begin with TLS. */
  public FtpServerConfig withImplicitTls(InetSocketAddress newAddress) {
    return new FtpServerConfig(
        name, address, passivePorts, limits, times, threads, tls, Optional.of(newAddress));
  }
}
