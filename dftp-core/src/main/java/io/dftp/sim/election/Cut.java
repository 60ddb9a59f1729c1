// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

/**
 * Which ways between hosts are cut: those of one host, both ways.
 *
 * @param host the host; -1 when no way is cut
 */
record Cut(int host) {

  static final Cut NONE = new Cut(-1);

  /** Says whether the two hear each other. */
  boolean joins(int one, int other) {
    return one != host && other != host;
  }

  @Override
  public String toString() {
    return host < 0 ? "" : "n" + host + " is cut off";
  }
}
