// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Where a host is reached: an IP address as text (or a host name, which only a transport resolves)
 * and a port.
 *
 * @param host 1 to 255 characters
 * @param port 1 to 65535
 */
public record NodeAddress(String host, int port) {

  /** Checks the ranges. */
  public NodeAddress {
    checkArgument(
        !host.isEmpty() && host.length() <= 255, "host must have 1..255 characters: '%s'", host);
    checkArgument(port >= 1 && port <= 65_535, "port must be 1..65535, not %s", port);
  }

  /**
   * Parses {@code host:port}, an IPv6 address in brackets.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static NodeAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    checkArgument(colon > 0, "expected HOST:PORT, not '%s'", text);
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else {
      checkArgument(host.indexOf(':') < 0, "an IPv6 address stands in brackets: '%s'", text);
    }
    String port = text.substring(colon + 1);
    checkArgument(
        port.matches("[0-9]{1,5}"),
        "expected HOST:PORT with a number for the port, not '%s'",
        text);
    return new NodeAddress(host, Integer.parseInt(port));
  }

  /** Returns the form that {@link #parse} takes. */
  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
