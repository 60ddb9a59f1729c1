// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a member of a ring tells about itself.
 *
 * @param uid of the host
 * @param incarnation of the host
 * @param priority of the host in the election
 * @param ring the address to join through
 * @param ringId the ring it belongs to
 * @param ringHosts about how many hosts that ring has, at least 1
 * @param name for people, at most {@link #MAX_NAME_BYTES} in UTF-8
 */
public record HostInfo(
    Uid uid,
    long incarnation,
    long priority,
    NodeAddress ring,
    Uid ringId,
    int ringHosts,
    String name) {

  /** The longest name in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 64;

  /** Checks the ranges. */
  public HostInfo {
    checkArgument(ringHosts >= 1, "ringHosts must be positive, not %s", ringHosts);
    checkName(name);
  }

  static void checkName(String name) {
    checkArgument(
        name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES,
        "a name has at most %s bytes: '%s'",
        MAX_NAME_BYTES,
        name);
  }

  /** Writes all components. */
  public void write(WireWriter into) {
    uid.write(into);
    into.i64(incarnation).i64(priority).address(ring);
    ringId.write(into);
    into.i32(ringHosts).text(name);
  }

  /** Reads what {@link #write} wrote. */
  public static HostInfo read(WireReader from) throws WireFormatException {
    return new HostInfo(
        Uid.read(from),
        from.i64(),
        from.i64(),
        from.address(),
        Uid.read(from),
        from.i32(),
        from.text(MAX_NAME_BYTES));
  }
}
