// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How the file descriptors of this process are shared out: clients get what disk, ring and the
 * program itself leave, and never more. Pure but for {@link #ofThisProcess}.
 *
 * @param most how many the process may have
 */
record Descriptors(long most) {

  /** With fewer a node cannot work; what is refused then is refused by the system. */
  private static final int FEWEST_SESSIONS = 8;

  private static final int MOST_HELD_BACK = 512;

  /** Of the control connection, and of the data connection or the port that waits for it. */
  private static final int A_SESSION = 2;

  /** Asks the system; where it does not say, there are enough. */
  static Descriptors ofThisProcess() {
    return new Descriptors(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE);
  }

  /** Returns how many no client gets: for rows, blocks, other nodes and the program. */
  long heldBack() {
    return Math.min(most / 2, MOST_HELD_BACK);
  }

  /** Returns how many clients may be connected at a time. */
  int sessions() {
    long sessions = (most - heldBack()) / A_SESSION;
    return (int) Math.max(FEWEST_SESSIONS, Math.min(sessions, Integer.MAX_VALUE));
  }
}
