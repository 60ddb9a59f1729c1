// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.DftpNodeConfig;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of {@code dftp node} that say where it listens, whom it admits and how it finds
 * others; checked before anything is opened or written.
 */
final class NetworkOptions {

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      defaultValue = "127.0.0.1",
      description =
          "Address of the ring and of discovery (default ${DEFAULT-VALUE}); beyond loopback with"
              + " --secret-file only.")
  private String bind = "127.0.0.1";

  @Option(
      names = "--advertise",
      paramLabel = "ADDR",
      description = "Address told to others, if not the bound one.")
  private @Nullable String advertise;

  @Option(
      names = "--secret-file",
      paramLabel = "F",
      description =
          "File with the cluster's secret, the same for all nodes; who does not know it is not"
              + " talked to, and all that nodes say to each other is encrypted. Default on"
              + " loopback: a secret that nodes of this user share on this machine.")
  private @Nullable String secretFile;

  @Option(
      names = "--ring-clear",
      hidden = true,
      description =
          "Do not encrypt between nodes, to measure what it costs; on loopback only, and for all"
              + " nodes or none.")
  private boolean ringClear;

  @Option(
      names = "--ftp-bind",
      paramLabel = "ADDR",
      description =
          "Address of the FTP server (default: as --bind on loopback, else 127.0.0.1). Beyond"
              + " loopback clients have to encrypt, unless --tls says otherwise.")
  private @Nullable String ftpBind;

  @Option(
      names = "--discovery-port",
      paramLabel = "P",
      defaultValue = "4120",
      description = "UDP port, shared by the nodes of a host (default ${DEFAULT-VALUE}).")
  private int discoveryPort = 4120;

  @Option(
      names = "--seed",
      paramLabel = "HOST:PORT",
      description = "A ring address to join through; repeatable.")
  private List<String> seeds = new ArrayList<>();

  @Option(
      names = "--discovery",
      paramLabel = "WAYS",
      defaultValue = "broadcast",
      description =
          "How to find other nodes besides the seeds: a list with commas of broadcast, multicast"
              + " and dns:NAME[:PORT], or none (default ${DEFAULT-VALUE}).")
  private String discovery = "broadcast";

  NetworkOptions() {}

  /**
   * Puts them into a configuration.
   *
   * @param ringPort the ring port that was asked for; 0 for none
   * @param hasUser whether the user named an FTP user
   * @throws IllegalArgumentException if an option has a bad value
   */
  void addTo(DftpNodeConfig.Builder config, int ringPort, boolean hasUser) {
    InetAddress ring = address("--bind", bind);
    if (!ring.isLoopbackAddress() && ringClear) {
      throw new IllegalArgumentException(
          "--ring-clear is refused with --bind "
              + bind
              + ": it is for measurements on loopback; leave it out");
    }
    if (!ring.isLoopbackAddress() && secretFile == null) {
      throw new IllegalArgumentException(
          "--bind "
              + bind
              + " is refused without --secret-file: beyond loopback addresses such as 127.0.0.1"
              + " nodes have to prove who they are. '(umask 077; dftp secret show > FILE)' writes"
              + " the secret of this machine; bring FILE to each machine");
    }
    InetAddress ftp = ftpAddress(ring, hasUser);
    config
        .bind(ring.getHostAddress())
        .ftpBind(ftp.getHostAddress())
        .discoveryPort(NodeOptions.port("--discovery-port", discoveryPort))
        .seeds(seeds.stream().map(seed -> NodeOptions.address("--seed", seed)).toList());
    if (advertise != null) {
      config.advertise(host(advertise));
    } else if (ring.isAnyLocalAddress()) {
      config.advertise(onlyAddress(ring));
    }
    new DiscoveryWays(discovery, ringPort).addTo(config);
  }

  /**
   * Returns what nodes have to prove to each other.
   *
   * @param own for nodes without a file; made if there is none yet
   * @throws IllegalArgumentException if it cannot be used
   */
  ClusterSecret secret(Supplier<OwnSecret> own) {
    ClusterSecret secret = secretFile == null ? own.get().findOrMake() : secret(secretFile);
    return ringClear ? secret.withoutEncryption() : secret;
  }

  /**
   * Returns the secret in a file.
   *
   * @throws IllegalArgumentException if it cannot be used
   */
  static ClusterSecret secret(String file) {
    try {
      return ClusterSecret.read(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("--secret-file: " + Main.reason(e), e);
    }
  }

  private InetAddress ftpAddress(InetAddress ring, boolean hasUser) {
    if (ftpBind == null) {
      return ring.isLoopbackAddress() ? ring : address("--ftp-bind", "127.0.0.1");
    }
    InetAddress ftp = address("--ftp-bind", ftpBind);
    if (!ftp.isLoopbackAddress() && !hasUser) {
      throw new IllegalArgumentException(
          "--ftp-bind "
              + ftpBind
              + " is refused without --user: anybody there could try to log in");
    }
    return ftp;
  }

  private static InetAddress address(String option, String text) {
    try {
      if (!text.isEmpty()) {
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(option + ": '" + text + "' is not an address", e);
    }
    throw new IllegalArgumentException(option + ": '" + text + "' is not an address");
  }

  private static String host(String text) {
    if (!text.matches("[A-Za-z0-9._:-]{1,255}") || text.matches("[^:]*:[0-9]*")) {
      throw new IllegalArgumentException(
          "--advertise takes an address without a port, not '" + text + "'");
    }
    return text;
  }

  /** Returns the address that others reach this machine by, where there is no doubt about it. */
  private static String onlyAddress(InetAddress wildcard) {
    List<String> found;
    try {
      found =
          NetworkInterface.networkInterfaces()
              .filter(NetworkOptions::isUp)
              .flatMap(NetworkInterface::inetAddresses)
              .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
              .filter(address -> !isIpv4(wildcard) || isIpv4(address))
              .map(InetAddress::getHostAddress)
              .toList();
    } catch (SocketException e) {
      found = List.of();
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "this machine has "
              + found.size()
              + " addresses"
              + (found.isEmpty() ? "" : " " + found)
              + "; name the one that the other nodes reach it by with --advertise");
    }
    return found.get(0);
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  private static boolean isUp(NetworkInterface card) {
    try {
      return card.isUp();
    } catch (SocketException gone) {
      return false;
    }
  }
}
