// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

/** Is told of every member that is heard, on the event loop, each time it is heard. */
@FunctionalInterface
public interface HostListener {

  /**
   * A member of some ring announced itself or answered. It may be of the own ring, and it may lie:
   * what it says is a hint where to look, never a reason to trust.
   */
  void hostHeard(HostInfo host);
}
