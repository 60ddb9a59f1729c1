// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a datagram to everybody goes: a broadcast address, or a multicast group by one network
 * interface.
 *
 * <p>The address 255.255.255.255 is not among them: it leaves by one interface only.
 *
 * @param address broadcast address or group, and the port
 * @param by the interface that a group is reached by; null for a broadcast address
 */
record BroadcastTarget(InetSocketAddress address, @Nullable NetworkInterface by) {

  /** The group of IPv4, within one organisation (RFC 2365). */
  static final String GROUP_4 = "239.255.68.70";

  /** The group of IPv6, on one link (RFC 4291). */
  static final String GROUP_6 = "ff12::4446:5450";

  /** Reaches every socket of this host that is bound to the wildcard address. */
  private static final String LOOPBACK_BROADCAST = "127.255.255.255";

  boolean isIpv6() {
    return !(address.getAddress() instanceof Inet4Address);
  }

  /** Returns the targets that the settings ask for and this host's interfaces have now. */
  static List<BroadcastTarget> current(DatagramConfig config) throws IOException {
    InetAddress bind = InetAddress.getByName(config.bindHost());
    List<BroadcastTarget> targets = new ArrayList<>();
    if (config.broadcast() && bind.isLoopbackAddress()) {
      targets.add(
          new BroadcastTarget(new InetSocketAddress(LOOPBACK_BROADCAST, config.port()), null));
    }
    for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
      if (isMeant(card, bind)) {
        addTargets(targets, card, config, bind.isLoopbackAddress());
      }
    }
    return targets.stream().distinct().toList();
  }

  private static boolean isMeant(NetworkInterface card, InetAddress bind) throws SocketException {
    if (!card.isUp() || card.isLoopback() != bind.isLoopbackAddress()) {
      return false;
    }
    return bind.isAnyLocalAddress()
        || bind.isLoopbackAddress()
        || card.inetAddresses().anyMatch(bind::equals);
  }

  private static void addTargets(
      List<BroadcastTarget> targets, NetworkInterface card, DatagramConfig config, boolean loopback)
      throws IOException {
    boolean has4 = false;
    boolean has6 = false;
    for (InterfaceAddress address : card.getInterfaceAddresses()) {
      boolean is4 = address.getAddress() instanceof Inet4Address;
      has4 |= is4;
      has6 |= !is4;
      InetAddress directed = address.getBroadcast();
      if (config.broadcast() && !loopback && directed != null && !directed.isAnyLocalAddress()) {
        targets.add(new BroadcastTarget(new InetSocketAddress(directed, config.port()), null));
      }
    }
    // The system does not say of the loopback interface that it can, but it can.
    if (config.multicast() && has4 && (loopback || card.supportsMulticast())) {
      targets.add(new BroadcastTarget(new InetSocketAddress(GROUP_4, config.port()), card));
    }
    if (config.multicast() && has6 && !loopback && card.supportsMulticast()) {
      targets.add(new BroadcastTarget(new InetSocketAddress(GROUP_6, config.port()), card));
    }
  }
}
