// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.charset.StandardCharsets;

/**
 * One host in the election, in one of its incarnations.
 *
 * @param uid the random name that it keeps for life
 * @param priority decides the rank; equal ones are told apart by the uid
 * @param incarnation grows by one with each start
 * @param address under which the host is reached; told on, not used by the election
 * @param name for people, at most {@link #MAX_NAME_BYTES} in UTF-8
 */
public record Contender(
    Uid uid, long priority, long incarnation, NodeAddress address, String name) {

  /** The longest name in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 64;

  /** Checks the name. */
  public Contender {
    checkArgument(
        name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES,
        "a name has at most %s bytes: '%s'",
        MAX_NAME_BYTES,
        name);
  }

  /** Says whether its rank, priority first and then uid, is higher. */
  public boolean outranks(Contender other) {
    int order = Long.compare(priority, other.priority);
    return order != 0 ? order > 0 : uid.compareTo(other.uid) > 0;
  }

  /**
   * Returns the default priority, that of the original design: the IPv4 address as an unsigned
   * number, so that {@code .10} stands above {@code .9}; zero for any other text.
   */
  public static long priorityOf(String host) {
    String[] parts = host.split("\\.", -1);
    if (parts.length != 4) {
      return 0;
    }
    long priority = 0;
    for (String part : parts) {
      if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
        return 0;
      }
      priority = priority << 8 | Integer.parseInt(part);
    }
    return priority;
  }

  /** Writes all components. */
  public void write(WireWriter into) {
    uid.write(into);
    into.i64(priority).i64(incarnation).address(address).text(name);
  }

  /** Reads what {@link #write} wrote. */
  public static Contender read(WireReader from) throws WireFormatException {
    return new Contender(
        Uid.read(from), from.i64(), from.i64(), from.address(), from.text(MAX_NAME_BYTES));
  }
}
