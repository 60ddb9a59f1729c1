// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The notations of a data connection's address: PORT and PASV (RFC 959), EPRT and EPSV (RFC 2428).
 *
 * <p>Hosts are literals; nothing here asks a name server.
 */
public final class DataAddress {
  private static final Pattern SIX_NUMBERS = Pattern.compile("[0-9]{1,3}(,[0-9]{1,3}){5}");
  private static final Pattern PROTOCOL_NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern PORT_NUMBER = Pattern.compile("[0-9]{1,5}");

  private DataAddress() {}

  /**
   * Reads the argument of PORT, {@code h1,h2,h3,h4,p1,p2}.
   *
   * @throws RefusalException 501 for anything else
   */
  public static InetSocketAddress ofPort(String argument) {
    if (!SIX_NUMBERS.matcher(argument.trim()).matches()) {
      throw malformed("PORT is h1,h2,h3,h4,p1,p2.");
    }
    List<Integer> numbers = new ArrayList<>();
    for (String number : argument.trim().split(",", -1)) {
      numbers.add(Integer.parseInt(number));
    }
    if (numbers.stream().anyMatch(n -> n > 255)) {
      throw malformed("The numbers of PORT are at most 255.");
    }
    String host =
        numbers.get(0) + "." + numbers.get(1) + "." + numbers.get(2) + "." + numbers.get(3);
    return new InetSocketAddress(
        InetAddresses.forString(host), numbers.get(4) * 256 + numbers.get(5));
  }

  /**
   * Reads the argument of EPRT, {@code |protocol|address|port|}, with any printable delimiter.
   *
   * @throws RefusalException 522 for a protocol other than 1 (IPv4) and 2 (IPv6), 501 for anything
   *     that is malformed, host names among it
   */
  public static InetSocketAddress ofExtendedPort(String argument) {
    String text = argument.trim();
    if (text.isEmpty() || text.charAt(0) < 33 || text.charAt(0) > 126) {
      throw malformed("EPRT is |protocol|address|port|.");
    }
    String[] parts = text.split(Pattern.quote(text.substring(0, 1)), -1);
    if (parts.length != 5 || !parts[0].isEmpty() || !parts[4].isEmpty()) {
      throw malformed("EPRT is |protocol|address|port|.");
    }
    if (!PROTOCOL_NUMBER.matcher(parts[1]).matches()) {
      throw malformed("The protocol of EPRT is a number.");
    }
    if (!parts[1].equals("1") && !parts[1].equals("2")) {
      throw new RefusalException(
          ReplyCode.BAD_NETWORK_PROTOCOL, "Network protocol not supported, use (1,2)");
    }
    if (!InetAddresses.isInetAddress(parts[2])) {
      throw malformed("The address of EPRT is a literal.");
    }
    InetAddress address = InetAddresses.forString(parts[2]);
    if (parts[1].equals("1") != (address instanceof Inet4Address)) {
      throw malformed("The address of EPRT is not of its protocol.");
    }
    int port = PORT_NUMBER.matcher(parts[3]).matches() ? Integer.parseInt(parts[3]) : 0;
    if (port < 1 || port > 65535) {
      throw malformed("The port of EPRT is 1 to 65535.");
    }
    return new InetSocketAddress(address, port);
  }

  /** Returns the numbers of a 227 reply for an IPv4 address. */
  public static String toPassive(Inet4Address address, int port) {
    return address.getHostAddress().replace('.', ',') + "," + port / 256 + "," + port % 256;
  }

  /** Returns the bracketed part of a 229 reply. */
  public static String toExtendedPassive(int port) {
    return "(|||" + port + "|)";
  }

  private static RefusalException malformed(String text) {
    return new RefusalException(ReplyCode.BAD_ARGUMENT, text);
  }
}
