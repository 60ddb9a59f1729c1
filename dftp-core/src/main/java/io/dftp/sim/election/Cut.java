// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

/**
 * Which ways between hosts are cut: those of one host.
 *
 * @param host the host; -1 when no way is cut
 * @param hears whether what is sent to it arrives
 * @param isHeard whether what it sends arrives
 */
record Cut(int host, boolean hears, boolean isHeard) {

  static final Cut NONE = new Cut(-1, true, true);

  boolean passes(int from, int to) {
    return (from != host || isHeard) && (to != host || hears);
  }

  /** Says whether the two hear each other. */
  boolean joins(int one, int other) {
    return passes(one, other) && passes(other, one);
  }

  @Override
  public String toString() {
    if (host < 0) {
      return "";
    }
    String what = hears ? " is not heard" : isHeard ? " hears nothing" : " is cut off";
    return "n" + host + what;
  }
}
